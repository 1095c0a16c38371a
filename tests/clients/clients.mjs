// Other people's programs against a runner: the libraries of providers sign and verify, a browser fills in the hosted page and
// signs in at the console.
//
// .ci/clients     # installs what this needs, outside the clone, and runs it
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [binary, modules, screenshots] = process.argv.slice(2);
const load = createRequire(join(modules, 'here.js'));
const { chromium } = load('playwright-core');
const { Webhook } = load('standardwebhooks');
const XHubSignature = load('x-hub-signature').default ?? load('x-hub-signature');
const { WebflowClient } = load('webflow-api');

const SECRET = 'a secret that everybody knows';
const PASSWORD = 'a password for this run';
const folder = mkdtempSync(join(tmpdir(), 'portico-clients-'));
const runner = spawn(binary, [], {
  env: { ...process.env, PORTICO_DATA: folder, PORTICO_PORT: '0', PORTICO_ADMIN_PASSWORD: PASSWORD, FACEBOOK_APP_SECRET: SECRET, RUST_LOG: 'error' },
  stdio: ['ignore', 'pipe', 'inherit'],
});

/** The address, as the runner says it. */
async function started() {
  let said = '';
  for await (const chunk of runner.stdout) {
    said += chunk;
    const address = said.match(/http:\/\/localhost:\d+/);
    if (address && said.includes('things to try')) return address[0];
  }
  throw new Error(`the runner ended: ${said}`);
}

const base = await started();
const json = { 'content-type': 'application/json' };
const ask = async (path, body, headers = {}) => {
  const method = body === undefined ? 'GET' : 'POST';
  const answer = await fetch(base + path, { method, headers: { ...json, ...headers }, body: typeof body === 'object' ? JSON.stringify(body) : body });
  return { status: answer.status, body: await answer.json() };
};
const signedIn = await ask('/api/auth/login', { email: 'admin@localhost', password: PASSWORD });
const bearer = { authorization: `Bearer ${signedIn.body.access_token}` };
const api = async (path, body) => (await ask(path, body, bearer)).body;
const disposition = (answer) => answer.body.receipts[0].disposition;

async function providers() {
  // Standard Webhooks: their library signs.
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  const generic = await api('/api/admin/forms', { name: 'Generic', provider: 'generic', secret });
  const body = JSON.stringify({ email: 'ann@example.com', full_name: 'Ann Lee' });
  const at = new Date();
  const headers = { 'webhook-id': 'msg_1', 'webhook-timestamp': String(Math.floor(at / 1000)), 'webhook-signature': new Webhook(secret).sign('msg_1', at, body) };
  const path = new URL(generic.url).pathname;
  assert.equal(disposition(await ask(path, body, headers)), 'created');
  assert.equal(disposition(await ask(path, body, headers)), 'duplicate');
  assert.equal((await ask(path, body.replace('Ann', 'Eve'), headers)).status, 401);

  // Facebook: the library that its webhooks are verified with signs.
  const batch = JSON.stringify({ object: 'page', entry: [{ id: '1', changes: [{ field: 'leadgen', value: { leadgen_id: '77', form_id: '5' } }] }] });
  const signature = new XHubSignature('sha256', SECRET).sign(Buffer.from(batch));
  assert.equal(disposition(await ask('/hooks/forms/facebook', batch, { 'x-hub-signature-256': signature })), 'received');
  assert.equal((await ask('/hooks/forms/facebook', batch, { 'x-hub-signature-256': signature.replace(/.$/, (c) => (c === '0' ? '1' : '0')) })).status, 401);

  // Webflow: their own library accepts what our sample sends, and refuses it changed.
  const sample = JSON.parse(readFileSync(new URL('../../events/form-webhook.webflow.json', import.meta.url), 'utf8'));
  const webflow = new WebflowClient({ accessToken: 'none' });
  const now = Date.now;
  Date.now = () => Number(sample.headers['x-webflow-timestamp']);
  const verify = (body) => webflow.webhooks.verifySignature({ headers: sample.headers, body, secret: SECRET });
  assert.equal(await verify(sample.body), true);
  assert.equal(await verify(sample.body.replace('Greta', 'Grete')), false);
  Date.now = now;
  console.log('providers: standardwebhooks, x-hub-signature and webflow-api agree with the server');
}

const options = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const screens = { laptop: { width: 1280, height: 1000 }, phone: { width: 360, height: 740 } };

async function fits(page, viewport) {
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(width <= viewport.width, `the page is ${width} wide on a screen of ${viewport.width}`);
}

async function browser(chrome) {
  const form = await api('/api/admin/forms', {
    name: 'Site visit', title: 'Book a site visit', intro: 'Tell us about your roof.', required: ['full_name', 'email'], honeypot: 'website', min_fill_seconds: 1,
    fields: [
      { name: 'full_name', label: 'Name' }, { name: 'email', label: 'Email', kind: 'email' },
      { name: 'phone', label: 'Phone', kind: 'tel', help: 'With country code, such as +44 20 7946 0018' },
      { name: 'roof', label: 'What kind of roof is it?', kind: 'select', options: ['Flat', 'Pitched'] },
      { name: 'plan', label: 'A plan or a photo', kind: 'file' }, { name: 'message', label: 'What should we know?', kind: 'textarea' },
      { name: 'email_consent', label: 'You may write to me about offers', kind: 'checkbox' },
    ],
  });
  for (const [device, viewport] of Object.entries(screens)) {
    for (const javaScriptEnabled of [true, false]) {
      const page = await (await chrome.newContext({ viewport, javaScriptEnabled })).newPage();
      const complaints = [];
      page.on('console', (message) => complaints.push(message.text()));
      const email = `${device}.${javaScriptEnabled}@example.com`;
      await page.goto(`${form.url}?utm_source=${device}`);
      assert.ok((await page.locator('div.hidden').boundingBox()).width <= 2, 'people do not see the trap');
      await page.getByLabel('Name').fill('Ann Lee');
      await page.getByLabel('Email').fill('nobody');
      await page.getByLabel('What should we know?').fill('</textarea><script>alert(1)</script>');
      await page.screenshot({ path: join(screenshots, `form-${device}.png`), fullPage: true });
      // As long as people take at least.
      await new Promise((done) => setTimeout(done, 1100));
      await page.getByRole('button', { name: 'Send' }).click();
      await page.getByRole('alert').getByRole('link', { name: /^Email: / }).waitFor();
      assert.equal(await page.getByLabel('Email').getAttribute('aria-invalid'), 'true');
      assert.equal(await page.getByLabel('What should we know?').inputValue(), '</textarea><script>alert(1)</script>');
      await page.screenshot({ path: join(screenshots, `form-${device}-fault.png`), fullPage: true });
      if (javaScriptEnabled) await fits(page, viewport);
      await page.getByLabel('Email').fill(email);
      await page.getByLabel('What kind of roof is it?').selectOption('Flat');
      await page.getByLabel('A plan or a photo').setInputFiles({ name: 'plan.txt', mimeType: 'text/plain', buffer: Buffer.from('North side') });
      await page.getByLabel('You may write to me about offers').check();
      await page.getByRole('button', { name: 'Send' }).click();
      await page.getByRole('heading', { name: 'Thank you' }).waitFor();
      // The answer to a wrong field is a 422, which the browser notes; nothing else may be.
      assert.deepEqual(complaints.filter((text) => !text.includes('422')), []);
      const receipt = (await api('/api/receipts')).items[0];
      const lead = await api(`/api/crm/leads/${receipt.lead_id}`);
      const said = lead.submissions[0];
      assert.deepEqual([lead.answers.roof, said.touch.utm.source, said.consents], ['Flat', device, [{ channel: 'email', granted: true }]]);
      const file = await fetch(`${base}/api/evidence/${said.files[0].evidence_id}/content`, { headers: bearer });
      assert.equal(await file.text(), 'North side');
    }
  }
  console.log('browser: the hosted page works on a laptop and a phone, with scripts and without');
}

/** Signs in at the console, ends a session, and signs out. */
async function signsIn(chrome) {
  for (const [device, viewport] of Object.entries(screens)) {
    const context = await chrome.newContext({ viewport, javaScriptEnabled: device === 'laptop' });
    const page = await context.newPage();
    const complaints = [];
    page.on('console', (message) => complaints.push(message.text()));
    const shown = async (name) => {
      await page.screenshot({ path: join(screenshots, `console-${name}-${device}.png`), fullPage: true });
      if (device === 'laptop') await fits(page, viewport);
    };
    await page.goto(`${base}/account?from=a-mail`);
    await page.getByLabel('Email').fill('admin@localhost');
    await page.getByLabel('Password').fill('wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').getByText('The email or the password is not right.').waitFor();
    assert.equal(await page.getByLabel('Email').inputValue(), 'admin@localhost');
    await shown('login');
    // A session elsewhere, known by its address and by what calls itself so.
    await ask('/api/auth/login', { email: 'admin@localhost', password: PASSWORD }, { 'user-agent': `curl/8.5.0 ${device}` });
    await page.getByLabel('Password').fill(PASSWORD);
    await page.keyboard.press('Enter');
    await page.waitForURL(`${base}/account?from=a-mail`);
    const kept = (await context.cookies()).filter((cookie) => cookie.name !== '__Host-portico-visit');
    assert.deepEqual(kept.map((cookie) => [cookie.name, cookie.secure, cookie.httpOnly, cookie.sameSite]), [
      ['__Host-portico-access', true, true, 'Lax'], ['__Host-portico-refresh', true, true, 'Lax']]);
    await shown('account');
    const elsewhere = page.getByRole('button', { name: 'End the session on curl' });
    assert.equal(await elsewhere.count(), 1);
    await elsewhere.click();
    await page.getByRole('status').getByText('The session has ended.').waitFor();
    assert.equal(await elsewhere.count(), 0);
    await shown('ended');
    // A page of another site that sends a form of ours in the name of who is signed in here.
    const evil = await context.newPage();
    await evil.goto(base.replace('localhost', '127.0.0.1') + '/healthz');
    await evil.setContent(`<form method="post" action="${base}/logout"><button>A prize</button></form>`);
    await evil.getByRole('button').click();
    await evil.getByRole('alert').getByText('Another site').waitFor();
    await page.reload();
    // The browser notes each answer that refuses; a page that breaks its own policy would be noted too.
    assert.deepEqual(complaints.filter((text) => !text.includes('401')), []);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('status').getByText('You are signed out.').waitFor();
    await page.goto(`${base}/account`);
    assert.equal(new URL(page.url()).pathname, '/login');
    await context.close();
  }
  console.log('browser: the console signs in, ends a session and signs out, with scripts and without');
}

try {
  await providers();
  const chrome = await chromium.launch({ executablePath: '/usr/bin/chromium', args: options });
  await browser(chrome);
  await signsIn(chrome);
  await chrome.close();
} finally {
  runner.kill('SIGTERM');
  await new Promise((done) => runner.once('exit', done));
  rmSync(folder, { recursive: true });
}
