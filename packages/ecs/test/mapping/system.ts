import type { CaseSource } from './case.js';

export const SYSTEM: CaseSource = {
  name: 'System',
  channel: 'System',
  provider: 'Service Control Manager',
  guid: '{555908D1-A6D7-4695-8E1E-26931D2012F4}',
  module: 'system',
  dataset: 'system.system',
  tasks: {},
  cases: [
    {
      id: 7045,
      what: 'a service is installed: no category, all stays',
      data: {
        ServiceName: 'Acme',
        ImagePath: '%SystemRoot%\\acme.exe -k <x>',
        ServiceType: 'user mode service',
        StartType: 'demand start',
        AccountName: 'LocalSystem',
      },
      event: {},
    },
  ],
};
