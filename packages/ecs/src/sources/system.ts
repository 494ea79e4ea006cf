import type { Source } from '../entries.js';

/** The pipelines have nothing for this log beyond what every event gets, and rules ask for `winlog.event_data.*`. */
export const SYSTEM: Source = {
  name: 'system',
  providers: ['Service Control Manager'],
  channels: ['System'],
  module: 'system',
  dataset: 'system.system',
  entries: { 7045: {} },
};

export const APPLICATION: Source = {
  name: 'application',
  providers: [],
  channels: ['Application'],
  module: 'system',
  dataset: 'system.application',
  entries: {},
};
