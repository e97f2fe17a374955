"""A web site on Flask that signs people in with Authlib, as the documentation of Authlib says."""
import json
import sys

from authlib.integrations.flask_client import OAuth
from flask import Flask, jsonify, redirect, request, session

settings = json.loads(sys.argv[1])
app = Flask("foreign", static_folder=None)
app.secret_key = "a secret of this test that signs cookies"
oauth = OAuth(app)
oauth.register(
    "foyer",
    client_id=settings["clientId"],
    client_secret=settings["clientSecret"],
    server_metadata_url=settings["issuer"] + "/.well-known/openid-configuration",
    client_kwargs={"scope": "openid profile email groups", "code_challenge_method": "S256"},
)


@app.get("/oauth/callback")
def complete():
    if "error" in request.args:
        return jsonify(error=request.args["error"]), 403
    token = oauth.foyer.authorize_access_token()
    claims = dict(token["userinfo"])
    from_userinfo = dict(oauth.foyer.userinfo(token=token))
    differing = [name for name in from_userinfo if from_userinfo[name] != claims.get(name)]
    if differing:
        return jsonify(differing=differing), 500
    session["person"] = claims
    session["id_token"] = token["id_token"]
    return redirect(session.pop("asked_for"))


@app.get("/sign-out")
def sign_out():
    hint = session["id_token"]
    session.clear()
    end = oauth.foyer.load_server_metadata()["end_session_endpoint"]
    return redirect(f"{end}?id_token_hint={hint}&post_logout_redirect_uri={settings['origin']}/goodbye")


@app.get("/goodbye")
def goodbye():
    return "goodbye"


@app.get("/<path:page>")
def show(page):
    if "person" in session:
        return jsonify(session["person"])
    session["asked_for"] = request.environ["REQUEST_URI"]
    return oauth.foyer.authorize_redirect(settings["origin"] + "/oauth/callback")


app.run("127.0.0.1", settings["port"])
