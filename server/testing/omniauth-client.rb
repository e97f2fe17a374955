# A web site on Rack that signs people in with OmniAuth and the strategy that GitLab keeps for OpenID Connect.
require 'json'
require 'rack'
require 'omniauth_openid_connect'
require 'webrick'

settings = JSON.parse(ARGV.fetch(0), symbolize_names: true)

# The gem takes it for granted that discovery is served over https, which Foyer on this very machine is not.
SWD.url_builder = URI::HTTP
OmniAuth.config.allowed_request_methods = %i[get post]
OmniAuth.config.silence_get_warning = true
OmniAuth.config.logger = Logger.new($stderr)

site = lambda do |env|
  request = Rack::Request.new(env)
  case request.path
  when '/auth/openid_connect/callback'
    auth = env['omniauth.auth']
    person = { uid: auth.uid, info: auth.info.to_h, raw: auth.extra.raw_info.to_h }
    env['rack.session']['person'] = JSON.generate(person)
    [302, { 'location' => env['omniauth.origin'] }, []]
  when '/auth/failure'
    [403, { 'content-type' => 'application/json' }, [JSON.generate(error: request.params['message'])]]
  else
    person = env['rack.session']['person']
    if person
      [200, { 'content-type' => 'application/json' }, [person]]
    else
      origin = Rack::Utils.escape(request.fullpath)
      [302, { 'location' => "/auth/openid_connect?origin=#{origin}" }, []]
    end
  end
end

app = Rack::Builder.new do
  use Rack::Session::Cookie, secret: 'a secret of this test that signs cookies, long enough for anybody' * 2
  use OmniAuth::Builder do
    provider :openid_connect,
             issuer: settings[:issuer],
             discovery: true,
             scope: %i[openid profile email groups],
             client_auth_method: :basic,
             post_logout_redirect_uri: "#{settings[:origin]}/goodbye",
             client_options: {
               identifier: settings[:clientId],
               secret: settings[:clientSecret],
               redirect_uri: "#{settings[:origin]}/auth/openid_connect/callback",
             }
  end
  run site
end

Rack::Handler::WEBrick.run(app.to_app, Host: '127.0.0.1', Port: settings[:port], AccessLog: [])
