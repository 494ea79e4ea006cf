// The rule

export { wmicRemoteCommand } from './wmic-remote-command.js';
