-- Asks Foyer whether a request may pass, for HAProxy. docs/proxies/haproxy.md says how it is used.
--
-- Owns: the question, and handing on the answer. A 200 sets txn.foyer_allowed, and a variable for each header that the
-- tool is to get; any other answer of Foyer's becomes HAProxy's own.
-- Does not: decide. haproxy.cfg refuses every request without txn.foyer_allowed, so that whatever goes wrong here
-- refuses. HAProxy itself would go on after an error in Lua.

-- HAProxy 2.6 asks up to four times, so that a Foyer that hangs is given up after 8 seconds.
local TIMEOUT_MS = 2000

-- The headers of an answer that lets a request pass, by the variable that carries each.
local told = {
  foyer_user = "remote-user",
  foyer_name = "remote-name",
  foyer_email = "remote-email",
  foyer_groups = "remote-groups",
  foyer_auth_user = "x-auth-request-user",
  foyer_auth_email = "x-auth-request-email",
  foyer_auth_groups = "x-auth-request-groups",
  foyer_auth_username = "x-auth-request-preferred-username",
  foyer_assertion = "x-foyer-assertion",
  foyer_cookie = "cookie",
}

-- The headers of an answer that goes to the browser.
local passed_on = {
  "content-type", "location", "cache-control", "content-security-policy", "referrer-policy", "x-content-type-options",
  "x-frame-options", "vary", "retry-after",
}

-- About a connection or a body, neither of which is Foyer's.
local kept_back = {
  ["host"] = true, ["connection"] = true, ["keep-alive"] = true, ["proxy-connection"] = true, ["upgrade"] = true,
  ["te"] = true, ["trailer"] = true, ["transfer-encoding"] = true, ["content-length"] = true, ["expect"] = true,
  ["http2-settings"] = true,
}

-- X-Forwarded-Host, -Proto and -For are among the headers already: haproxy.cfg has set them.
local function question(txn)
  local headers = {}
  for name, values in pairs(txn.http:req_get_headers()) do
    if not kept_back[name] then
      headers[name] = {}
      for index = 0, #values do headers[name][index + 1] = values[index] end
    end
  end
  headers["x-forwarded-method"] = { txn.sf:method() }
  headers["x-forwarded-uri"] = { txn.sf:pathq() }
  return headers
end

-- The value of a header; nil where there is none or more than one, which could be read in two ways.
local function only(answer, name)
  local values = answer.headers[name]
  if values == nil or values[0] == nil or values[1] ~= nil then return nil end
  return values[0]
end

local function hand_on(txn, answer)
  local reply = txn:reply({ status = answer.status, body = answer.body })
  for _, name in ipairs(passed_on) do
    local value = only(answer, name)
    if value ~= nil then reply:add_header(name, value) end
  end
  txn:done(reply)
end

core.register_action("foyer", { "http-req" }, function(txn)
  local answer = core.httpclient():get({
    url = txn:get_var("proc.foyer_address") .. "/forward-auth/haproxy",
    headers = question(txn),
    timeout = TIMEOUT_MS,
  })
  if answer.status >= 300 and answer.status < 500 then hand_on(txn, answer) end
  if answer.status ~= 200 then return end
  for variable, name in pairs(told) do
    local value = only(answer, name)
    if value == nil then return end
    txn:set_var("txn." .. variable, value)
  end
  txn:set_var("txn.foyer_allowed", "yes")
end, 0)
