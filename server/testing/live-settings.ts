import { sandboxApp } from '../sandbox/sandbox.ts';

/** Where a Foyer under test says that it is. */
export const PUBLIC_URL = 'https://foyer.example.com';

/** The settings for a live Foyer that takes this origin for DingTalk. */
export function liveSettings(dingtalkOrigin: string): Record<string, string> {
  return {
    PUBLIC_URL,
    DINGTALK_CLIENT_ID: sandboxApp.clientId,
    DINGTALK_CLIENT_SECRET: sandboxApp.clientSecret,
    DINGTALK_CORP_ID: sandboxApp.corpId,
    DINGTALK_LOGIN_URL: dingtalkOrigin,
    DINGTALK_API_URL: dingtalkOrigin,
    DINGTALK_OAPI_URL: dingtalkOrigin,
  };
}
