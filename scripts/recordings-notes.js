/** What was done in each recording and what to make of the alerts, for docs/recordings.md. */
export const NOTES = {
  aptsimulator_cobaltstrike:
    'APT Simulator: pipes and services named as Cobalt Strike names them. Found by the pipe, the service and its shell.',
  auditpol_system_user_auditpolicy_modification: 'auditpol switches auditing off: found.',
  'babyshark_mimikatz_powershell.evtx': 'Mimikatz in PowerShell: found by the access to lsass.',
  cmd_discover_iexplorer_version_registry: 'reg query: found.',
  cmd_dumping_ntds_dit_file_ntdsutil:
    'ntdsutil copies the Active Directory database: found (Credential Access via Windows Utilities).',
  cmd_mshta_javascript_getobject_sct: 'mshta runs a remote scriptlet: found.',
  cmd_netsh_fw_mod_open_ports: 'netsh opens a port of the firewall.',
  cmd_process_herpaderping_mimiexplorer: 'Process herpaderping.',
  cmd_psexec_lsa_secrets_dump: 'PsExec as SYSTEM saves the LSA secrets: only a registry change beside it is found.',
  cmd_psh_stop_netprofm_eventlog_before_reboot: 'The event log service is made not to start: found (Service Disabled).',
  cmd_seatbelt_group_user: 'Seatbelt, a .NET survey tool.',
  cmd_sharpview_pcre_net: 'SharpView, a .NET survey tool.',
  cmd_userinitmprlogonscript_batch:
    'A logon script in the registry: the rule writes `HKEY_USERS` where Sysmon writes `HKU`.',
  covenant_copy_smb_CreateRequest: 'A file copied over SMB: its share access is seen.',
  covenant_dcom_iertutil_dll_hijack:
    'A DLL hijack over DCOM: the share is seen. That Internet Explorer loads an unsigned `iertutil.dll` is in the file, and no rule asks for it. The libraries told are Microsoft’s own, see above.',
  covenant_dcom_registerxll:
    'DCOM RegisterXLL in Excel: no rule sees it. The library in svchost is Microsoft’s own, see above.',
  covenant_dcsync_dcerpc_drsuapi_DsGetNCChanges: 'DCSync, three directory accesses (4662). No rule fires on them.',
  covenant_getdomaingroup_ldap_searchrequest_domain_admins: 'An LDAP query for a group.',
  covenant_installutil: 'InstallUtil runs a payload that calls home: found, three times over.',
  covenant_persistwmi:
    'A WMI subscription (Sysmon 19 to 21): the rule of that name looks for wmic.exe. The alerts are the domain controller’s own access to SYSVOL, see above.',
  covenant_psremoting_command:
    'PowerShell remoting: the agent’s access to lsass is found. The rule for remoting wants a child of wsmprovhost.exe, and none is recorded.',
  covenant_sharpsc_create_dcerpc_smb_svcctl:
    'A remote service (7045): its name and program are none that a rule knows.',
  covenant_sharpwmi_create_dcerpc_wmi:
    'Win32_Process.Create over WMI: the start below WmiPrvSE.exe is there, but not the incoming connection that the sequence begins with.',
  covenant_wmi_remote_event_subscription_ActiveScriptEventConsumers:
    'A remote WMI subscription with a script: the rule for it looks for wmic.exe.',
  empire_dcom_shellwindows_stager:
    'DCOM ShellWindows: found by the rule of that name, a sequence, and by the launcher’s arguments. The alerts on communication apps are Teams: Sysmon 1 tells no signature, so it counts as unsigned.',
  empire_dllinjection_LoadLibrary_CreateRemoteThread: 'DLL injection (Sysmon 8). No rule fires on it.',
  empire_getsession_dcerpc_smb_srvsvc_NetSessEnum: 'NetSessionEnum by API.',
  empire_invoke_runas: 'runas with other credentials: found (Secondary Logon), and the launcher before it.',
  empire_launcher_sct_regsvr32:
    'regsvr32 runs a scriptlet: found (Suspicious Script Object Execution), and the launcher.',
  empire_launcher_vbs: 'VBS starts PowerShell: found, as Sysmon 1 and as Security 4688.',
  empire_mimikatz_backupkeys_dcerpc_smb_lsarpc: 'The domain’s DPAPI backup key: found, twice.',
  empire_mimikatz_logonpasswords: 'Mimikatz logonpasswords: found by the access to lsass.',
  empire_monologue_netntlm_downgrade:
    'NetNTLM downgrade: the rule compares the name of the value with case, `LmCompatibilityLevel`; here it is written `LMCompatibilityLevel`.',
  empire_msbuild_dcerpc_wmi_smb: 'MSBuild over WMI: found as incoming WMI and by where it runs.',
  empire_persistence_registry_modification_run_keys_elevated_user:
    'A run key: the rule leaves out `user.id` S-1-5-18, and that is the user of every Sysmon record, since the service logs as SYSTEM.',
  empire_powerdump_sam_access: 'PowerDump reads the SAM from within: its access to lsass is found.',
  empire_psexec_dcerpc_tcp_svcctl: 'PsExec-like: the service, the shell below it and the call that made it are found.',
  empire_psremoting_stager: 'PowerShell remoting: found, a sequence, and the stager’s arguments.',
  empire_scm_dll_hijack_ikeext:
    'A DLL hijack of IKEEXT and a remote service: the library, the service’s child and the accounts made are found.',
  empire_shell_net_local_users: 'net user: found.',
  empire_shell_reg_dump_sam: 'reg save of the SAM: found, as Sysmon 1 and as Security 4688.',
  empire_shell_rpc_samr_smb_group_domain_admins_standard_user: 'net group /domain: found.',
  empire_shell_rubeus_asktgt_createnetonly: 'Rubeus asktgt: its Kerberos request and its createnetonly are found.',
  empire_uac_shellapi_fodhelper:
    'A UAC bypass by fodhelper: what it starts is found by its arguments. No rule names fodhelper itself.',
  empire_wdigest_downgrade: 'WDigest downgrade: found.',
  empire_wmic_add_user_backdoor:
    '`WMIC /node: … call create "net user … /add"`: WMIC Remote Command on the source, the account’s creation on the target, each as Sysmon 1 and as Security 4688.',
  'exec_wmic_xsl_internet_sysmon_3_1_11.evtx':
    'WMIC runs a script from a stylesheet: of the two stages that the rule wants, the loading of a script engine is not in the file.',
  'DE_timestomp_and_dll_sideloading_and_RunPersist.evtx':
    'A program of NVIDIA loads an unsigned library beside it, their file times are set back, a run key is written. No rule fires on it.',
  'LM_WMIC_4648_rpcss.evtx': 'WMIC on another host, the source’s side: its start (4688) has no command line.',
  'LM_WMI_4624_4688_TargetHost.evtx':
    'The same on the target: WmiPrvSE starts calc.exe. The rule for it is a sequence that begins with a connection.',
  'sideloading_wwlib_sysmon_7_1_11.evtx':
    'CV.exe loads an unsigned wwlib.dll, the name of a library of Word, from ProgramData and starts calc.exe.',
  'sysmon_local_account_creation_and_added_admingroup_12_13.evtx':
    'Accounts made, one made administrator, as lsass writes them to the registry: the rule for it wants names that end in `$`.',
  'kerberos_pwd_spray_4771.evtx': 'Password spraying over Kerberos.',
  'LM_Remote_Service02_7045.evtx': 'Services that run cmd.exe: found.',
  'LM_wmiexec_impacket_sysmon_whoami.evtx': 'impacket’s wmiexec: found.',
  metasploit_comsvcs_lsass_memory_dump:
    'A campaign: discovery, services, dump of lsass by comsvcs.dll: each step is found. The forty browser alerts are Edge: Sysmon 1 tells no signature, so it counts as unsigned.',
  msf_record_mic: 'The microphone is recorded.',
  proxylogon_ssrf_rce_poc: 'ProxyLogon: the Exchange worker’s children are found, and what they ask.',
  psh_cmstp_execution_bypassuac: 'CMSTP UAC bypass: found, by the elevated COM interface too.',
  psh_disable_eventlog_service_startuptype_modification: 'The event log service is disabled: found.',
  psh_hh_local_html_payload: 'hh.exe runs a compiled HTML: found.',
  psh_input_capture_promptforcreds: 'A fake prompt for credentials. Its script was not recorded.',
  psh_lsass_memory_dump_comsvcs: 'comsvcs.dll dumps lsass: found by command line, access and dump file.',
  psh_mavinject_dll_notepad:
    'mavinject injects a library: the download of it is found. No rule names mavinject itself.',
  psh_mshta_html_application_execution: 'mshta runs an HTML application: found, with its persistence.',
  psh_python_webserver: 'A web server in Python.',
  psh_windows_vault_web_credentials:
    'The vault’s web credentials are read once (5382); the rule wants two reads by one process.',
  purplesharp_ad_playbook_I: 'A playbook of many techniques: the remoting, SMB connections and lsass are found.',
  purplesharp_pe_injection_createremotethread: 'Injection: only the privilege it takes is found.',
  rdp_interactive_taskmanager_lsass_dump: 'Task Manager dumps lsass: found, by access and dump file.',
  reg_stop_event_logging_controlset_minint_key: 'The MiniNt key stops the logging. No rule names it.',
  'rundll32_cmd_schtask.evtx': 'rundll32 starts a shell that schedules a task: found, both.',
  schtask_create: 'A remote scheduled task: found from both sides.',
  syslog_sysmon_log4shell_cve2021_44228_jndi_reference: 'Log4Shell on Linux, Sysmon for Linux.',
  'sysmon_20_21_1_CommandLineEventConsumer.evtx': 'A WMI subscription by wmic.exe: found.',
  'sysmon_exec_from_vss_persistence.evtx': 'A program run from a shadow copy: what SYSTEM asks then is found.',
  sysmon_log4shell_cve2021_44228_java_serialized_object:
    'Log4Shell on Windows: the PowerShell that it starts is found.',
  'temp_scheduled_task_4698_4699.evtx': 'A task created and deleted again: found, a sequence.',
};
