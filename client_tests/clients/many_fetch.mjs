// Twenty jobs at once with fetch, each polled at the documented cadence. Prints a line a job: its
// polls and how many of them heard 202.
import { setTimeout as sleep } from "node:timers/promises";

const base = process.env.BRIGHTDATA_BASE_URL;
const headers = {
  authorization: `Bearer ${process.env.BRIGHTDATA_API_TOKEN}`,
  "content-type": "application/json",
};

async function job(number) {
  const submitted = await fetch(`${base}/unblocker/req?zone=web_unlocker1`, {
    method: "POST",
    headers,
    body: JSON.stringify({ url: `https://shop.example/${number}` }),
  });
  const id = submitted.headers.get("x-response-id");
  await submitted.text();
  let polls = 0;
  let pending = 0;
  for (let status = 202; status === 202; ) {
    await sleep([20_000, 10_000][polls] ?? 5_000);
    const answer = await fetch(
      `${base}/unblocker/get_result?zone=web_unlocker1&response_id=${id}`,
      { headers },
    );
    await answer.text();
    status = answer.status;
    polls += 1;
    if (status === 202) pending += 1;
  }
  console.log(polls, pending);
}

await Promise.all(Array.from({ length: 20 }, (_, number) => job(number)));
