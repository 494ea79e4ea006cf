/**
 * Fields of which an event has one value at most, as ECS defines them and the usual sources write them. Of any other field an
 * event may have several, and `f == "a" and f == "b"` may hold. `event.action` is not among them: Elastic Defend writes
 * several (`["fork", "exec"]`), as sources do of `event.category` and `event.type`, which ECS defines as arrays.
 */
const SINGLE_VALUED = new RegExp(
  `^(?:${[
    'host\\.(?:id|name|hostname|architecture|os\\.\\w+)',
    'event\\.(?:kind|outcome|code|provider|module|dataset|id)',
    'data_stream\\.(?:dataset|namespace|type)',
    'agent\\.(?:id|name|type|version)',
    `process${'(?:\\.(?:parent|group_leader|session_leader|entry_leader))'}*\\.(?:${[
      'name|executable|pid|entity_id|command_line|working_directory|title|exit_code|interactive|args_count',
      'user\\.(?:id|name|domain)',
    ].join('|')})`,
    'file\\.(?:name|path|directory|extension|type|size|target_path|drive_letter|owner|uid|group|gid|mode|inode)',
    'dll\\.(?:name|path)',
    '(?:process(?:\\.parent)?|file|dll)\\.(?:code_signature|pe|hash)\\.\\w+',
    'registry\\.(?:path|key|value|hive|data\\.type)',
    '(?:source|destination|client|server)\\.(?:ip|port|address|domain|mac|bytes|packets|geo\\.\\w+|as\\.number)',
    'user(?:\\.(?:effective|target|changes))?\\.(?:id|name|domain|email|full_name)',
    'group\\.(?:id|name|domain)',
    'network\\.(?:direction|transport|type|protocol|application|iana_number)',
    'dns\\.(?:id|type|op_code|response_code|question\\.\\w+)',
    'url\\.(?:full|original|domain|path|scheme|port|query|fragment|extension|username)',
    'http\\.(?:version|request\\.method|response\\.status_code)',
    'cloud\\.(?:provider|region|availability_zone|account\\.id|instance\\.id)',
  ].join('|')})$`,
);

export const isSingleValued = (field: string): boolean => SINGLE_VALUED.test(field);
