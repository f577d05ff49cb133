// Do something in the workspace, and show the person what Slack says when it does not work out.

import { tell } from "./api.js";
import { toast } from "./toast.js";

export async function perform(path, body) {
  try {
    const answer = await tell(path, body);
    if (answer.ok === false) toast(answer.text || answer.error, "error");
    return answer;
  } catch (problem) {
    toast(problem.message, "error");
    return {};
  }
}
