/** A client as people write them: it submits, waits as documented, and takes the result. */
import { setTimeout as wait } from 'node:timers/promises';

export class Client {
  constructor(url, key) {
    this.url = url;
    this.headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  }

  /** The id to ask for; the webhook, if any, is told when the result is there. */
  async submit(page, webhook) {
    const answer = await fetch(`${this.url}/unblocker/req?zone=web_unlocker1`, {
      method: 'POST',
      headers: this.headers,
      body: JSON.stringify({ url: page, webhook_url: webhook }),
    });
    if (!answer.ok) throw new Error(`submit: ${answer.status} ${await answer.text()}`);
    return answer.headers.get('x-response-id');
  }

  /** The page; null while it is pending; an Error once it is gone. */
  async result(id) {
    const url = `${this.url}/unblocker/get_result?response_id=${id}`;
    const answer = await fetch(url, { headers: this.headers });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`result ${id}: ${answer.status} ${text}`);
    return answer.status === 202 ? null : text;
  }

  /** The page, after as long as it takes: asks after 20 s, then 10 s, then every 5 s. */
  async fetch(page) {
    const id = await this.submit(page);
    await wait(20_000);
    for (let pause = 10_000; ; pause = 5_000) {
      const text = await this.result(id);
      if (text !== null) return text;
      await wait(pause);
    }
  }
}
