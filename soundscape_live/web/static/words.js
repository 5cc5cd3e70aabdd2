// The prompts that are shown, and under each what of its words what draws has recognised. The generator knows that; one
// that has no list of words is not asked again for a while.

const KEPT = 64; // Texts whose meaning is remembered.
const AGAIN_MS = 10000;

export class Words {
  constructor(list) {
    this.list = list;
    this.known = new Map(); // Text -> { at, concepts }; no concepts: nobody could say.
  }

  show(prompts) {
    while (this.list.children.length > prompts.length) this.list.lastChild.remove();
    while (this.list.children.length < prompts.length) {
      const item = document.createElement("li");
      item.append(...["b", "span", "em"].map((name) => document.createElement(name)));
      this.list.append(item);
    }
    prompts.forEach(({ text, weight }, n) => {
      const [head, body, meant] = this.list.children[n].children;
      const concepts = this.meaning(text);
      set(head, `${Math.round(100 * weight)} %`);
      set(body, text);
      set(meant, concepts ? [...new Set(concepts.map((one) => one.concept))].join(" · ") || "no known word" : "");
      const whole = (concepts ?? []).map((one) => `${one.said}: ${one.concept} (${one.group})`).join("\n");
      if (meant.title !== whole) meant.title = whole;
    });
  }

  // What is known of a text's meaning now; asks for it.
  meaning(text) {
    const known = this.known.get(text);
    if (!known || (!known.concepts && performance.now() - known.at > AGAIN_MS)) this.ask(text);
    return this.known.get(text).concepts;
  }

  async ask(text) {
    const entry = { at: performance.now(), concepts: null };
    this.known.delete(text);
    this.known.set(text, entry);
    while (this.known.size > KEPT) this.known.delete(this.known.keys().next().value);
    try {
      const reply = await fetch(`generator/concepts?${new URLSearchParams({ prompt: text })}`);
      if (reply.ok) entry.concepts = (await reply.json()).concepts;
    } catch {
      // Nobody is there to ask.
    }
  }
}

function set(element, words) {
  if (element.textContent !== words) element.textContent = words;
}
