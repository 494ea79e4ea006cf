/** What every command's exit code means. */
export const EXIT = {
  fine: 0,
  /** Of a check. */
  findings: 1,
  /** A wrong call, a query or rule that does not run, a file that cannot be read or written. */
  failed: 2,
  /** What a shell gives for a process ended by Ctrl-C. */
  interrupted: 130,
} as const;

export const EXIT_CODES_HELP = `Exit codes, of every command:
  ${EXIT.fine}    fine
  ${EXIT.findings}    check, test or fmt --check found something
  ${EXIT.failed}    not done, or not all of it: a wrong call, a query or rule that does not run, a file that cannot be read
  ${EXIT.interrupted}  ended by Ctrl-C`;
