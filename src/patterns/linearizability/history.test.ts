import { describe, expect, it } from 'vitest';
import {
  checkHistory,
  createHistory,
  recordCall,
  recordReturn,
  registerModel,
  type RegisterCommand,
} from '.';

describe('a recorded history', () => {
  it('[LIN2] [LIN16] tells apart what one client does within one microsecond', () => {
    const history = createHistory<RegisterCommand>();
    const write = recordCall(history, 'c1', { do: 'write', value: 1 }, 10);
    recordReturn(history, write, undefined, 20);
    const read = recordCall(history, 'c1', { do: 'read' }, 20);
    recordReturn(history, read, 0, 20);
    expect(checkHistory(registerModel(0), history.operations)).toMatchObject({ misfit: read });
    const timed = history.operations.map((one) => ({
      ...one,
      calledAt: one.callUs,
      returnedAt: one.returnUs,
    }));
    expect(checkHistory(registerModel(0), timed).verdict).toBe('linearizable');
  });

  it('[LIN3] [LIN4] [LIN16] leaves open what has not returned', () => {
    const history = createHistory<RegisterCommand>();
    recordCall(history, 'c1', { do: 'write', value: 1 }, 10);
    const read = recordCall(history, 'c2', { do: 'read' }, 30);
    recordReturn(history, read, 1, 40);
    expect(history.operations).toEqual([
      {
        client: 'c1',
        command: { do: 'write', value: 1 },
        calledAt: 0,
        returnedAt: null,
        callUs: 10,
        returnUs: null,
      },
      {
        client: 'c2',
        command: { do: 'read' },
        result: 1,
        calledAt: 1,
        returnedAt: 2,
        callUs: 30,
        returnUs: 40,
      },
    ]);
    expect(checkHistory(registerModel(0), history.operations)).toMatchObject({ order: [0, 1] });
  });

  it('[LIN17] nothing returns twice, or without a call', () => {
    const history = createHistory<RegisterCommand>();
    const read = recordCall(history, 'c1', { do: 'read' }, 0);
    for (const index of [1, -1, NaN]) {
      expect(() => {
        recordReturn(history, index, 0, 2);
      }).toThrow('is not under way');
    }
    recordReturn(history, read, 0, 1);
    expect(() => {
      recordReturn(history, read, 0, 2);
    }).toThrow('is not under way');
  });
});
