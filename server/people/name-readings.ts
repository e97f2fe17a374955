/**
 * How names are read in pinyin.
 *
 * Owns: the life of the process that knows. Its dictionary takes more memory than all the rest of Foyer's data, and is
 * needed only while people change: the process starts with a question and ends some seconds after the last answer. A
 * thread would leave its memory behind with us.
 * Does not: know any reading.
 * Called by: whoever writes people into the replica.
 */
import { type ChildProcess, type ForkOptions, fork } from 'node:child_process';

export type NameReadings = {
  /** Each way to read each name, in syllables, the usual one first; none for a name without Chinese characters. */
  readingsOf(names: readonly string[]): Promise<Map<string, string[][]>>;
  close(): Promise<void>;
};

/** What goes to the reader, and what comes back: the readings of each name, in the order of the names. */
export type ReadingsQuestion = { id: number; names: readonly string[] };
export type ReadingsAnswer = { id: number; readings: string[][][] };

type Options = { reader?: URL; idleMs?: number; answerMs?: number };
type Waiting = { resolve: (readings: string[][][]) => void; reject: (cause: unknown) => void };
type Running = { child: ChildProcess; waiting: Map<number, Waiting> };

const IDLE_MS = 5_000;
/** A hundred names take a few milliseconds; a reader that is silent for so long will not speak again. */
const ANSWER_MS = 30_000;
const ownReader = new URL('./read-names.ts', import.meta.url);
/** Names are all it is told: the settings in the environment are none of its business, and it needs little room. */
const surroundings: ForkOptions = {
  env: {},
  execArgv: ['--max-semi-space-size=1'],
  serialization: 'advanced',
  stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
};

/** Readings from a process of their own. Tests may give another reader. */
export function openNameReadings(options: Options = {}): NameReadings {
  const { reader = ownReader, idleMs = IDLE_MS, answerMs = ANSWER_MS } = options;
  let running: Running | undefined;
  let idle: NodeJS.Timeout | undefined;
  let lastId = 0;

  const end = () => {
    clearTimeout(idle);
    running?.child.kill('SIGKILL');
    running = undefined;
  };
  const rest = () => {
    clearTimeout(idle);
    idle = setTimeout(end, idleMs).unref();
  };
  const start = () => {
    const started = startReader(reader, {
      onIdle: rest,
      onGone: (gone) => {
        if (running === gone) running = undefined;
      },
    });
    running = started;
    return started;
  };
  const ask = (names: readonly string[]) => {
    clearTimeout(idle);
    const { child, waiting } = running ?? start();
    lastId += 1;
    const id = lastId;
    const { promise, resolve, reject } = Promise.withResolvers<string[][][]>();
    waiting.set(id, { resolve, reject });
    hold(child);
    child.send({ id, names } satisfies ReadingsQuestion, (cause) => {
      if (cause) child.kill('SIGKILL');
    });
    // Its end fails everybody who waits, and the next question starts another.
    const tooLate = setTimeout(() => child.kill('SIGKILL'), answerMs);
    return promise.finally(() => clearTimeout(tooLate));
  };

  return {
    readingsOf: async (names) => {
      const different = [...new Set(names)];
      if (different.length === 0) return new Map();
      const readings = await ask(different);
      return new Map(different.map((name, index) => [name, readings[index] ?? []]));
    },
    close: async () => end(),
  };
}

type Events = { onIdle: () => void; onGone: (running: Running) => void };

function startReader(reader: URL, { onIdle, onGone }: Events): Running {
  const child = fork(reader, surroundings);
  const waiting = new Map<number, Waiting>();
  const running = { child, waiting };
  const fail = (cause: unknown) => {
    onGone(running);
    for (const { reject } of waiting.values()) reject(cause);
    waiting.clear();
  };
  child.on('message', ({ id, readings }: ReadingsAnswer) => {
    waiting.get(id)?.resolve(readings);
    waiting.delete(id);
    if (waiting.size > 0) return;
    release(child);
    onIdle();
  });
  child.once('error', fail);
  child.once('exit', () => fail(new Error('the process that reads names has ended')));
  return running;
}

/** While somebody waits for its answer, our process must not end; idle, it must not keep us alive. */
function hold(child: ChildProcess): void {
  child.ref();
  child.channel?.ref();
}

function release(child: ChildProcess): void {
  child.unref();
  child.channel?.unref();
}
