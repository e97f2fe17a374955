"""A client of plain OAuth 2.0 on requests-oauthlib, which knows neither OpenID Connect nor PKCE.

Without a second argument it prints where the browser is to go. With the address to which the browser came back it prints
who signed in, as the userinfo endpoint says before and after the token was renewed.
"""
import json
import os
import sys

os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "on this very machine"
from requests_oauthlib import OAuth2Session  # noqa: E402

settings = json.loads(sys.argv[1])
provider = settings["provider"]
session = OAuth2Session(
    settings["clientId"],
    redirect_uri=settings["redirectUri"],
    scope=["openid", "profile", "groups", "offline_access"],
    state="state-of-this-client",
)


def ask_who():
    answer = session.get(provider["userinfo_endpoint"])
    answer.raise_for_status()
    return answer.json()


if len(sys.argv) == 2:
    print(json.dumps(session.authorization_url(provider["authorization_endpoint"])[0]))
else:
    secret = {"client_secret": settings["clientSecret"]}
    session.fetch_token(provider["token_endpoint"], authorization_response=sys.argv[2], **secret)
    before = ask_who()
    credentials = (settings["clientId"], settings["clientSecret"])
    session.refresh_token(provider["token_endpoint"], auth=credentials)
    print(json.dumps([before, ask_who()]))
