/**
 * Disallow keeping a read and the write that rests on it together by a lock in the memory of one process alone.
 */
import type { Candidate, ProcessLock } from '../src/races/candidate.js';
import { createRule } from '../src/report/create-rule.js';
import { raceData } from '../src/report/race-data.js';
import { reportRaces } from '../src/report/report-races.js';

export default createRule({
  name: 'no-process-local-lock',
  meta: {
    type: 'problem',
    docs: { description: 'Disallow protecting a read and the write that rests on it by a lock in the memory of one process alone', recommended: 'strict' },
    schema: [],
    messages: {
      race: '{{what}} (line {{lockLine}}) is in the memory of this process, and other processes of the service don\'t share it: one of them can change what is read on line {{readLine}} ({{readTable}}) before this {{write}}.{{elsewhere}}{{also}} {{advice}}',
      work: '{{what}} (line {{lockLine}}) is in the memory of this process, and other processes of the service don\'t share it: one of them can do the same work at the same time, and this {{write}} writes to {{readTable}} twice.{{elsewhere}}{{also}} {{advice}}',
    },
  },
  create: (context) => reportRaces(context, (candidate) => ({ messageId: isWork(candidate) ? 'work' : 'race', data: { ...raceData(candidate), ...lockData(candidate) } })),
});

const names: Readonly<Record<ProcessLock['kind'], string>> = {
  mutex: 'The mutex',
  keys: 'The list of keys at work',
  flag: 'The flag',
  promises: 'The promise that others wait for',
};

const isWork = ({ underlying }: Candidate): boolean => underlying === 'process-local-lock';

const lockData = ({ processLock }: Candidate): Readonly<Record<string, string>> => (processLock ? { what: names[processLock.kind], lockLine: String(processLock.node.loc.start.line) } : {});
