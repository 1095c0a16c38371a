"""Deploys the template into an emulated cloud and drives a journey through it, as an operator and as strangers.

cloud.py SAM TEMPLATE     # with AWS_ENDPOINT_URL at the emulator
"""
import hashlib, hmac, base64, http.server, json, os, subprocess, sys, threading, time, urllib.error, urllib.request
import boto3

SAM, TEMPLATE = sys.argv[1:3]
ENDPOINT, STACK = os.environ["AWS_ENDPOINT_URL"], "portico"


def until(what, ask, seconds=60):
    end = time.time() + seconds
    while time.time() < end:
        found = ask()
        if found:
            return found
        time.sleep(0.25)
    raise SystemExit(f"waited {seconds} s in vain: {what}")


class Graph(http.server.BaseHTTPRequestHandler):
    """What Facebook would answer when it is asked for the answers of a lead."""

    def do_GET(self):
        fields = [{"name": "full_name", "values": ["Ivo Brandt"]}, {"name": "email", "values": ["ivo@example.com"]}]
        body = json.dumps({"id": self.path.split("/")[1].split("?")[0], "field_data": fields}).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def reached():
    try:
        return urllib.request.urlopen(ENDPOINT + "/_ministack/health", timeout=2).status == 200
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


until("the emulator", reached)
graph = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Graph)
threading.Thread(target=graph.serve_forever, daemon=True).start()
client = lambda name: boto3.client(name, region_name="eu-west-1")
cloudformation, functions, iam, table = map(client, ["cloudformation", "lambda", "iam", "dynamodb"])
client("s3").create_bucket(Bucket="code", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})

parameters = {
    "AlarmEmail": "ops@example.com", "AdminEmail": "admin@example.com", "Architecture": "x86_64",
    "PublicUrl": "https://crm.example.com", "FacebookGraphBase": f"http://127.0.0.1:{graph.server_port}",
    "FacebookAppSecret": "app-secret", "FacebookPageToken": "page-token", "FacebookVerifyToken": "verify-token",
}
deployed = subprocess.run(
    [SAM, "deploy", "--template-file", TEMPLATE, "--stack-name", STACK, "--s3-bucket", "code", "--capabilities", "CAPABILITY_IAM",
     "--no-confirm-changeset", "--no-progressbar", "--parameter-overrides", *[f"{k}={v}" for k, v in parameters.items()]],
    capture_output=True, text=True)
if deployed.returncode:
    raise SystemExit(deployed.stdout[-3000:] + deployed.stderr[-3000:])
stack = cloudformation.describe_stacks(StackName=STACK)["Stacks"][0]
outputs = {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}
resources = cloudformation.list_stack_resources(StackName=STACK)["StackResourceSummaries"]
print(f"deployed: {stack['StackStatus']}, {len(resources)} resources")


def call(method, path, body=None, headers=None, token=None):
    """A request through the HTTP API: the status and the answer."""
    headers = {"content-type": "application/json", **(headers or {})}
    if token:
        headers["authorization"] = f"Bearer {token}"
    raw = body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
    url = f"{ENDPOINT}/_aws/execute-api/{outputs['ApiId']}/$default{path}"
    request = urllib.request.Request(url, method=method, data=raw, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            status, text = answer.status, answer.read()
    except urllib.error.HTTPError as error:
        status, text = error.code, error.read()
    try:
        return status, json.loads(text)
    except ValueError:
        return status, text


def expect(what, wanted, answered):
    assert answered[0] == wanted, f"{what}: {answered}"
    print(f"{what}: {wanted}")
    return answered[1]


def command(name):
    answer = functions.invoke(FunctionName=outputs["AdminFunction"], Payload=json.dumps({"command": name}).encode())
    assert "FunctionError" not in answer, answer["Payload"].read()
    return json.loads(answer["Payload"].read())


made = command("set_up")
assert made["admin"]["email"] == "admin@example.com" and made["form"].startswith("https://crm.example.com/forms/"), made
assert command("set_up")["admin"] is None, "a password is told once"
form = made["form"].removeprefix("https://crm.example.com")
expect("healthz", 200, call("GET", "/healthz"))

# A lead, and what follows from it by the stream.
lead = {"full_name": "Ann Lee", "email": "ann@example.com", "message": "A flat roof, please."}
expect("a form lead", 201, call("POST", form, lead))
expect("the hosted page", 200, call("GET", form))
expect("a route that is none", 404, call("GET", "/nowhere"))
expect("a stranger", 401, call("GET", "/api/crm/leads"))
token = expect("login", 200, call("POST", "/api/auth/login", made["admin"]))["access_token"]
first = expect("leads", 200, call("GET", "/api/crm/leads", token=token))["items"][0]
assert first["full_name"] == "Ann Lee", first
counted = lambda: call("GET", "/api/crm/dashboard", token=token)[1].get("leads")
until("the counters", lambda: counted() == 1)
print("counters: 1 lead")
until("the list rows", lambda: call("GET", "/api/crm/leads?lifecycle=new", token=token)[1].get("items"))
print("list rows: by lifecycle")

# Evidence that is too large for the receipt lies in the bucket, to the byte.
long = json.dumps({"email": "ann@example.com", "message": "x" * 5000}).encode()
receipt = expect("a long form lead", 201, call("POST", form, long))["receipt_id"]
status, content = call("GET", f"/api/evidence/{receipt}/content", token=token)
assert status == 200 and json.dumps(content).encode() == long, (status, content)
print("evidence: exact bytes from the bucket")

# A provider's secret is sealed under a key that KMS has wrapped.
tally = expect("a form of a provider", 201, call("POST", "/api/admin/forms", {"name": "Roofs", "provider": "tally"}, token=token))
hook = tally["url"].removeprefix("https://crm.example.com")
body = json.dumps({"eventId": "e1", "eventType": "FORM_RESPONSE", "data": {"responseId": "r1", "fields": [
    {"key": "q1", "label": "Email", "type": "INPUT_EMAIL", "value": "emil@example.com"}]}}).encode()
sign = lambda secret, body: hmac.new(secret.encode(), body, hashlib.sha256)
signature = base64.b64encode(sign(tally["secret"], body).digest()).decode()
expect("a wrong signature", 401, call("POST", hook, body, {"tally-signature": "no"}))
expect("a signed request", 200, call("POST", hook, body, {"tally-signature": signature}))
key = table.get_item(TableName=outputs["TableName"], Key={"pk": {"S": "KEY#data"}, "sk": {"S": "A"}})["Item"]
assert len(base64.b64decode(key["wrapped"]["S"])) > 32, key

# Facebook's answers are fetched from its queue, after the answer.
expect("a form of Facebook", 201, call("POST", "/api/admin/forms", {"name": "Ads", "provider": "facebook"}, token=token))
body = json.dumps({"object": "page", "entry": [{"changes": [{"field": "leadgen", "value": {"leadgen_id": "77", "form_id": "9"}}]}]}).encode()
signature = "sha256=" + sign("app-secret", body).hexdigest()
answer = expect("Facebook's batch", 200, call("POST", "/hooks/forms/facebook", body, {"x-hub-signature-256": signature}))
pending = f"/api/receipts/{answer['receipts'][0]['receipt_id']}"
done = until("the queue", lambda: (r := call("GET", pending, token=token)[1]).get("state") == "done" and r, 120)
assert done["lead_id"], done
print("the queue: Facebook's lead is there")
until("the counters", lambda: counted() == 3)
print("counters: 3 leads")
sweep = functions.invoke(FunctionName=f"{STACK}-stream-fanout", Payload=b'{"schedule":"sweep"}')
assert "FunctionError" not in sweep, sweep["Payload"].read()
print("sweep: answered")

# The policies are needed: what is taken away is missed.
role = next(r["PhysicalResourceId"] for r in resources if r["LogicalResourceId"] == "FormWebhookRole")
policy = iam.get_role_policy(RoleName=role, PolicyName="form-webhook")["PolicyDocument"]
without = json.loads(json.dumps(policy))
without["Statement"][0]["Action"].remove("dynamodb:PutItem")
iam.put_role_policy(RoleName=role, PolicyName="form-webhook", PolicyDocument=json.dumps(without))
lead = {"email": "bob@example.com"}
until("the policy without dynamodb:PutItem", lambda: call("POST", form, lead)[0] == 503, 90)
iam.put_role_policy(RoleName=role, PolicyName="form-webhook", PolicyDocument=json.dumps(policy))
until("the whole policy", lambda: call("POST", form, lead)[0] == 201, 90)
print("least privilege: without dynamodb:PutItem 503, with it 201")
