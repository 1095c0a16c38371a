#!/usr/bin/env python3
"""Makes the samples of what providers send, signed with Python's own hmac and the secret that the sample forms have.

python3 tests/samples.py     # in the folder of the workspace
"""
import base64, hashlib, hmac, json, pathlib, uuid
from urllib.parse import urlencode

SECRET = b"a secret that everybody knows"
AT = 1772442000  # 2 March 2026, 09:00 UTC: when the clocks of the tests stand still
FOLDER = pathlib.Path(__file__).parent.parent / "events"


def derived(*parts):
    """The id that Portico derives from a name: SHA-256 over the parts with their lengths, as a UUID of version 8."""
    digest = hashlib.sha256(b"".join(len(p.encode()).to_bytes(8, "big") + p.encode() for p in parts)).digest()
    raw = bytearray(digest[:16])
    raw[6], raw[8] = raw[6] & 0x0F | 0x80, raw[8] & 0x3F | 0x80
    return str(uuid.UUID(bytes=bytes(raw)))


WEBSITE = f"/forms/{derived('form', 'website')}"


def hook(provider, token=""):
    return f"/hooks/forms/{provider}/{derived('form', 'sample', provider)}{token}"


def tag(*parts):
    return hmac.new(SECRET, b"".join(parts), hashlib.sha256)


def write(name, path, body, headers, method="POST", binary=False, query=""):
    """An event as an HTTP API sends it (payload 2.0)."""
    event = {
        "version": "2.0", "routeKey": "$default", "rawPath": path, "rawQueryString": query,
        "headers": {"host": "abc123.execute-api.eu-west-1.amazonaws.com", "x-forwarded-for": "203.0.113.7", **headers},
        "requestContext": {
            "accountId": "111122223333", "apiId": "abc123", "domainName": "abc123.execute-api.eu-west-1.amazonaws.com",
            "domainPrefix": "abc123",
            "http": {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "203.0.113.7", "userAgent": "sample"},
            "requestId": "JKJaXmPLvHcESHA=", "routeKey": "$default", "stage": "$default",
            "time": "02/Mar/2026:09:00:00 +0000", "timeEpoch": AT * 1000,
        },
        "isBase64Encoded": binary,
    }
    if body is not None:
        event["body"] = base64.b64encode(body).decode() if binary else body.decode()
    if query:
        event["queryStringParameters"] = dict(pair.split("=") for pair in query.split("&"))
    text = json.dumps(event, indent=2, ensure_ascii=False) + "\n"
    (FOLDER / f"form-webhook.{name}.json").write_text(text)


def write_json(name, path, body, headers):
    raw = json.dumps(body).encode()
    write(name, path, raw, {"content-type": "application/json", **headers(raw)})


def multipart(fields, files=()):
    lines = []
    for name, value in fields:
        lines += ["--sample", f'Content-Disposition: form-data; name="{name}"', "", value]
    for name, file, kind, value in files:
        lines += ["--sample", f'Content-Disposition: form-data; name="{name}"; filename="{file}"', f"Content-Type: {kind}", "", value]
    return "\r\n".join([*lines, "--sample--", ""]).encode()


# Native forms
browser = {"accept": "text/html,application/xhtml+xml", "user-agent": "Mozilla/5.0"}
write("page", WEBSITE, None, browser, method="GET", query="utm_source=newsletter")
fields = {"full_name": "Ben Okafor", "email": "ben.okafor@example.com", "message": "How long does a new roof take?", "utm_source": "newsletter"}
write("html-form", WEBSITE, urlencode(fields).encode(),
      {**browser, "accept": "*/*", "content-type": "application/x-www-form-urlencoded", "idempotency-key": "sample-html-form"}, binary=True)
upload = multipart([("full_name", "Cora Lindt"), ("email", "cora.lindt@example.com")], [("plan", "plan.txt", "text/plain", "North side: 12 m\r\n")])
write("upload", WEBSITE, upload, {"content-type": "multipart/form-data; boundary=sample", "idempotency-key": "sample-upload"}, binary=True)

# Typeform
field = lambda kind, ref: {"id": f"id-{ref}", "ref": ref, "type": kind}
write_json("typeform", hook("typeform"), {
    "event_id": "01HT8ZSAMPLE", "event_type": "form_response",
    "form_response": {
        "form_id": "lT4Z3j", "token": "a3a12ec67a1365927098a606107fac15", "submitted_at": "2026-03-02T08:59:58Z",
        "hidden": {"utm_source": "partner"},
        "definition": {"id": "lT4Z3j", "title": "Roofs", "fields": [
            {**field("short_text", "who"), "title": "What is your name?"}, {**field("email", "mail"), "title": "Where can we write to?"},
            {**field("multiple_choice", "what"), "title": "What is it about?"}]},
        "answers": [
            {"type": "text", "text": "Dana Reyes", "field": field("short_text", "who")},
            {"type": "email", "email": "dana.reyes@example.com", "field": field("email", "mail")},
            {"type": "choice", "choice": {"label": "A flat roof"}, "field": field("multiple_choice", "what")}],
    },
}, lambda raw: {"typeform-signature": "sha256=" + base64.b64encode(tag(raw).digest()).decode()})

# Tally
write_json("tally", hook("tally"), {
    "eventId": "a4cb511e-d513-4fa5-baee-b815d718dfd1", "eventType": "FORM_RESPONSE", "createdAt": "2026-03-02T09:00:00.000Z",
    "data": {"responseId": "2wgx4n", "submissionId": "2wgx4n", "respondentId": "dwQKYm", "formId": "VwbNEw", "formName": "Roofs",
             "fields": [
                 {"key": "question_1", "label": "Name", "type": "INPUT_TEXT", "value": "Emil Sand"},
                 {"key": "question_2", "label": "Contact", "type": "INPUT_EMAIL", "value": "emil.sand@example.com"},
                 {"key": "question_3", "label": "Material", "type": "MULTIPLE_CHOICE", "value": ["o2"],
                  "options": [{"id": "o1", "text": "Slate"}, {"id": "o2", "text": "Zinc"}]}]},
}, lambda raw: {"tally-signature": base64.b64encode(tag(raw).digest()).decode()})

# Jotform: nothing is signed, the secret is part of the address
raw_request = {"slug": "submit/260610000000000", "q3_name": {"first": "Femi", "last": "Adler"}, "q4_email": "femi.adler@example.com",
               "q5_phoneNumber": {"full": "(212) 555-2368"}, "q6_roofType": "Pitched"}
body = multipart([("action", ""), ("formID", "260610000000000"), ("submissionID", "6123456789012345678"), ("formTitle", "Roofs"),
                  ("pretty", "Name:Femi Adler"), ("rawRequest", json.dumps(raw_request))])
write("jotform", hook("jotform", "/a%20secret%20that%20everybody%20knows"), body, {"content-type": "multipart/form-data; boundary=sample"}, binary=True)

# Webflow: the time is signed too
stamp = str(AT * 1000).encode()
write_json("webflow", hook("webflow"), {
    "triggerType": "form_submission",
    "payload": {"name": "Contact", "siteId": "65427cf400e02b306eaa049c", "id": "6321ca84df3949bfc6752327", "formId": "65429eadebe8a9f3a30f62d0",
                "submittedAt": "2026-03-02T09:00:00.000Z",
                "data": {"First Name": "Greta", "Last Name": "Holm", "Email": "greta.holm@example.com", "Roof area": "140 m2"}},
}, lambda raw: {"x-webflow-timestamp": stamp.decode(), "x-webflow-signature": tag(stamp, b":", raw).hexdigest()})

# Facebook: the handshake, and a batch that only names the answers
write("facebook-handshake", "/hooks/forms/facebook", None, {}, method="GET",
      query="hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=a%20secret%20that%20everybody%20knows")
change = lambda lead: {"field": "leadgen", "value": {"leadgen_id": lead, "page_id": "444", "form_id": "555", "created_time": AT}}
write_json("facebook", "/hooks/forms/facebook", {
    "object": "page", "entry": [{"id": "444", "time": AT, "changes": [change("1001"), change("1002")]}],
}, lambda raw: {"x-hub-signature-256": "sha256=" + tag(raw).hexdigest()})

# Google Ads: the key is part of the body
def google(lead, is_test):
    return {"lead_id": lead, "api_version": "1.0", "form_id": 40000000000, "campaign_id": 70000000000, "gcl_id": "TeSter-123",
            "google_key": SECRET.decode(), "is_test": is_test, "user_column_data": [
                {"column_id": "FULL_NAME", "column_name": "Full Name", "string_value": "Hana Ito"},
                {"column_id": "EMAIL", "column_name": "User Email", "string_value": f"hana.ito{'.test' * is_test}@example.com"},
                {"column_id": "PHONE_NUMBER", "column_name": "User Phone", "string_value": "+1 212-555-2369"}]}
write_json("google-ads", hook("google-ads"), google("lead-1", False), lambda raw: {})
write_json("google-ads-test", hook("google-ads"), google("lead-2", True), lambda raw: {})

# Calendly: the time is signed too
def calendly(event, invitee, day, **more):
    uri = "https://api.calendly.com/scheduled_events/{}/invitees/{}"
    return {"event": event, "created_at": "2026-03-02T09:00:00.000000Z", "created_by": "https://api.calendly.com/users/U1", "payload": {
        "uri": uri.format("E" + invitee, "I" + invitee), "name": "Ivo Marek", "email": "ivo.marek@example.com", "timezone": "Europe/Prague",
        "status": "active", "rescheduled": False, "old_invitee": None, "new_invitee": None, "text_reminder_number": None,
        "questions_and_answers": [{"position": 0, "question": "What should we prepare?", "answer": "Photos of the roof"}],
        "tracking": {"utm_source": "newsletter", "utm_campaign": None},
        "scheduled_event": {"uri": "https://api.calendly.com/scheduled_events/E" + invitee, "name": "Site visit",
                            "start_time": f"2026-03-{day}T10:00:00.000000Z", "end_time": f"2026-03-{day}T10:30:00.000000Z",
                            "location": {"type": "physical", "location": "12 Mill Lane"}}, **more}}
stamp_s = str(AT).encode()
signed = lambda raw: {"calendly-webhook-signature": f"t={AT},v1=" + tag(stamp_s, b".", raw).hexdigest()}
old = "https://api.calendly.com/scheduled_events/E1/invitees/I1"
write_json("calendly", hook("calendly"), calendly("invitee.created", "1", "05"), signed)
write_json("calendly-moved", hook("calendly"), calendly("invitee.created", "2", "06", old_invitee=old), signed)
write_json("calendly-moved-away", hook("calendly"), calendly("invitee.canceled", "1", "05", rescheduled=True, status="canceled"), signed)

# Cal.com: a reschedule is one event
def calcom(trigger, uid, day, **more):
    return {"triggerEvent": trigger, "createdAt": "2026-03-02T09:00:00.000Z", "payload": {
        "type": "site-visit", "title": "Site visit with Jun Park", "startTime": f"2026-03-{day}T10:00:00Z", "endTime": f"2026-03-{day}T10:30:00Z",
        "organizer": {"name": "Roofs Ltd", "email": "office@example.com", "timeZone": "Europe/London"}, "uid": uid, "status": "ACCEPTED",
        "attendees": [{"name": "Jun Park", "email": "jun.park@example.com", "timeZone": "Asia/Seoul", "language": {"locale": "en"}}],
        "responses": {"name": {"label": "your_name", "value": "Jun Park"}, "email": {"label": "email_address", "value": "jun.park@example.com"},
                      "notes": {"label": "additional_notes", "value": "The gate is on the left."}}, **more}}
cal = lambda raw: {"x-cal-signature-256": tag(raw).hexdigest()}
write_json("calcom", hook("calcom"), calcom("BOOKING_CREATED", "fiFyPRqRLAaJuuvbuQvZHM", "05"), cal)
write_json("calcom-moved", hook("calcom"), calcom("BOOKING_RESCHEDULED", "9Xw2pLqMZHvTnKd4RsYcBa", "06", rescheduleUid="fiFyPRqRLAaJuuvbuQvZHM"), cal)

# Any other sender
write_json("generic", hook("generic"), {
    "event": "contact.created", "data": {"id": "c-17", "contact": {"full_name": "Kaya Brandt", "email": "kaya.brandt@example.com"}, "plan": "pro"},
}, lambda raw: {"x-signature-256": "sha256=" + tag(raw).hexdigest()})
