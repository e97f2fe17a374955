import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, it, type TestContext } from 'node:test';
import Type from 'typebox';
import { AppError } from '../errors.ts';
import { sendJson, startStandIn } from '../testing/stand-in.ts';
import { createDingTalkRequests } from './request.ts';

const answer = Type.Object({ name: Type.String() });
const read = { path: '/v1.0/x', answer, permission: 'Default.Permission', token: 'T', repeat: 'read' } as const;
const legacy = { ...read, path: '/topapi/x', body: { userid: '0423752' } } as const;

/** The way to a DingTalk that gives one answer to everything. */
async function open(t: TestContext, respond: (request: IncomingMessage, response: ServerResponse) => void) {
  const dingtalk = await startStandIn(t, respond);
  const requests = createDingTalkRequests({ login: dingtalk.url, api: dingtalk.url, oapi: dingtalk.url });
  t.after(requests.close);
  const signal = AbortSignal.timeout(5_000);
  return {
    dingtalk,
    callApi: () => requests.callApi('GET', { ...read, signal }),
    callOapi: () => requests.callOapi({ ...legacy, signal }),
  };
}

/** What a call failed with. */
async function failureOf(call: Promise<unknown>): Promise<AppError> {
  const error = await call.then(
    () => assert.fail('the call went well'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof AppError, String(error));
  return error;
}

describe('a call of the newer family', () => {
  it('sends the token in the header, and gives the answer', async (t) => {
    const { dingtalk, callApi } = await open(t, (_, response) => sendJson(response, 200, { name: '张三' }));
    assert.deepEqual(await callApi(), { name: '张三' });
    const [request] = dingtalk.requests;
    assert.equal(request?.headers['x-acs-dingtalk-access-token'], 'T');
    assert.equal(request?.url, '/v1.0/x');
  });

  it('tells the code, the request id and the permissions of a refusal', async (t) => {
    const { callApi } = await open(t, (_, response) =>
      sendJson(response, 403, {
        code: 'Forbidden.AccessDenied.AccessTokenPermissionDenied',
        requestid: 'A1B2-C3',
        message: '应用尚未开通所需的权限',
        accessdenieddetail: { requiredScopes: ['Contact.User.Read', 'Contact.User.mobile'] },
      }),
    );
    const { code, dingtalk, message } = await failureOf(callApi());
    assert.equal(code, 'dingtalk_permission_missing');
    assert.deepEqual(dingtalk, {
      code: 'Forbidden.AccessDenied.AccessTokenPermissionDenied',
      requestId: 'A1B2-C3',
      permissions: ['Contact.User.Read', 'Contact.User.mobile'],
    });
    assert.doesNotMatch(message, /应用/);
  });

  it('names the permission that the call needs where the refusal names none', async (t) => {
    const body = { code: 'Forbidden.AccessDenied.AccessTokenPermissionDenied', message: 'x' };
    const { callApi } = await open(t, (_, response) => sendJson(response, 403, body));
    assert.deepEqual((await failureOf(callApi())).dingtalk?.permissions, ['Default.Permission']);
  });

  it('names permissions only where one is missing', async (t) => {
    const { callApi } = await open(t, (_, response) =>
      sendJson(response, 400, { code: 'InvalidAuthentication', requestid: 'R' }),
    );
    assert.deepEqual((await failureOf(callApi())).dingtalk, { code: 'InvalidAuthentication', requestId: 'R' });
  });

  it('believes a refusal that comes with status 200', async (t) => {
    const { callApi } = await open(t, (_, response) => sendJson(response, 200, { code: 'system.busy', message: 'x' }));
    assert.equal((await failureOf(callApi())).code, 'dingtalk_busy');
  });

  it('gives no answer for one that comes with another status, however complete', async (t) => {
    for (const status of [201, 400, 404]) {
      const { callApi } = await open(t, (_, response) => sendJson(response, status, { name: '张三' }));
      assert.equal((await failureOf(callApi())).code, 'dingtalk_refused', `${status}`);
    }
  });
});

describe('a call of the older family', () => {
  it('sends the token in the query and the rest as JSON, and gives the result', async (t) => {
    let body = '';
    const { dingtalk, callOapi } = await open(t, (request, response) => {
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => sendJson(response, 200, { errcode: 0, errmsg: 'ok', result: { name: '张三' } }));
    });
    assert.deepEqual(await callOapi(), { name: '张三' });
    assert.equal(dingtalk.requests[0]?.url, '/topapi/x?access_token=T');
    assert.equal(dingtalk.requests[0]?.headers['x-acs-dingtalk-access-token'], undefined);
    assert.deepEqual(JSON.parse(body), { userid: '0423752' });
  });

  it('takes the cause out of the envelope 88', async (t) => {
    const body = { errcode: 88, sub_code: '90018', sub_msg: 'qps', request_id: '1a2b' };
    const { callOapi } = await open(t, (_, response) => sendJson(response, 200, body));
    const { code, dingtalk } = await failureOf(callOapi());
    assert.deepEqual([code, dingtalk?.code, dingtalk?.requestId], ['dingtalk_busy', '90018', '1a2b']);
  });

  it('tells the envelope itself where it has no cause in it', async (t) => {
    const { callOapi } = await open(t, (_, response) =>
      sendJson(response, 200, { errcode: 88, errmsg: 'ding talk error' }),
    );
    const { code, dingtalk } = await failureOf(callOapi());
    assert.deepEqual([code, dingtalk?.code, dingtalk?.requestId], ['dingtalk_refused', '88', '-']);
  });

  for (const [text, permissions] of [
    [
      '应用尚未开通所需的权限：[qyapi_get_member]，点击链接申请并开通即可：https://x/, {requiredScopes=[qyapi_get_member]}',
      ['qyapi_get_member'],
    ],
    [
      '{requiredScopes=[qyapi_get_member, qyapi_get_department_list]}',
      ['qyapi_get_member', 'qyapi_get_department_list'],
    ],
    ['{requiredScopes=[Contact.User.Read,fieldEmail]}', ['Contact.User.Read', 'fieldEmail']],
    ['no word of it', ['Default.Permission']],
    ['{requiredScopes=[]}', ['Default.Permission']],
    ['{requiredScopes=[<b>Call 555</b>]}', ['Default.Permission']],
    [`{requiredScopes=[${'a'.repeat(300)}]}`, ['Default.Permission']],
  ] as const) {
    it(`finds the missing permission in ${JSON.stringify(text.slice(-60))}`, async (t) => {
      const body = { errcode: 88, sub_code: '60011', sub_msg: text, request_id: '1a2b' };
      const { callOapi } = await open(t, (_, response) => sendJson(response, 200, body));
      const { code, dingtalk } = await failureOf(callOapi());
      assert.equal(code, 'dingtalk_permission_missing');
      assert.deepEqual(dingtalk?.permissions, permissions);
    });
  }
});

describe('an answer that cannot be used', () => {
  const html = { 'content-type': 'text/html' };
  const json = { 'content-type': 'application/json' };
  for (const [what, status, headers, body, code] of [
    ['a web page with 200', 200, html, '<html>', 'dingtalk_refused'],
    ['JSON that calls itself a web page', 200, html, '{"name":"x"}', 'dingtalk_refused'],
    ['JSON of no type', 200, {}, '{"name":"x"}', 'dingtalk_refused'],
    ['half a document', 200, json, '{"name":"x', 'dingtalk_refused'],
    ['null', 200, json, 'null', 'dingtalk_refused'],
    ['nothing', 204, {}, '', 'dingtalk_refused'],
    ['a page of a proxy', 500, html, '<html>', 'dingtalk_unreachable'],
    ['too many requests, without a word', 429, html, '', 'dingtalk_busy'],
    ['an address that is shut out', 200, json, '{"status":1111,"wait":5}', 'dingtalk_busy'],
    ['a code that is a whole text', 400, json, '{"code":"<b>Call 555 0100</b>"}', 'dingtalk_refused'],
    ['a code without end', 400, json, `{"code":"${'x'.repeat(5_000)}"}`, 'dingtalk_refused'],
  ] as const) {
    it(`is ${code}: ${what}`, async (t) => {
      const { callApi, callOapi } = await open(t, (_, response) => {
        response.writeHead(status, headers);
        response.end(body);
      });
      for (const call of [callApi, callOapi]) {
        const error = await failureOf(call());
        assert.equal(error.code, code);
        // What outsiders wrote must not reach a page or the log under our name.
        assert.doesNotMatch(
          `${error.message}${JSON.stringify(error.details)}${JSON.stringify(error.dingtalk)}`,
          /555|<|xxxx/,
        );
      }
    });
  }

  // Proxies on the way put a byte order mark in front, and JSON.parse throws at it.
  it('is not one that begins with a byte order mark', async (t) => {
    const { callApi } = await open(t, (_, response) => sendJson(response, 200, '\ufeff{"name":"x"}'));
    assert.deepEqual(await callApi(), { name: 'x' });
  });

  it('does not change what every other object has', async (t) => {
    const body = '{"name":"x","__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}';
    const { callApi } = await open(t, (_, response) => sendJson(response, 200, body));
    await callApi();
    assert.equal('polluted' in {}, false);
  });
});

describe('a DingTalk that is not there', () => {
  it('is asked twice by a read and reported as unreachable, with the host and the reason', async (t) => {
    const { dingtalk } = await open(t, () => {});
    const gone = new URL(dingtalk.origin.replace(/\d+$/, '1'));
    const requests = createDingTalkRequests({ login: gone, api: gone, oapi: gone });
    t.after(requests.close);
    const error = await failureOf(requests.callApi('GET', { ...read, signal: AbortSignal.timeout(5_000) }));
    assert.deepEqual(
      [error.code, error.details],
      ['dingtalk_unreachable', { host: '127.0.0.1:1', reason: 'ECONNREFUSED', case: 'unreachable' }],
    );
  });

  it('is not waited for longer than the caller has time', async (t) => {
    const { callApi, dingtalk } = await open(t, () => {});
    const requests = createDingTalkRequests({ login: dingtalk.url, api: dingtalk.url, oapi: dingtalk.url });
    t.after(requests.close);
    const call = requests.callApi('GET', { ...read, signal: AbortSignal.abort() });
    assert.equal((await failureOf(call)).code, 'dingtalk_unreachable');
    assert.equal(dingtalk.requests.length, 0);
    void callApi;
  });
});
