/**
 * A complete small lesson: what `wire101 new-lesson` writes, and the example of docs/writing-lessons.md, word for word.
 */
export const EXAMPLE_LESSON = `---
title: One stream
summary: Open an event stream and cut it.
minutes: 5
buildsOn: []
spec:
  - "HTML Standard: The EventSource interface"
settings: { retryMs: 0 }
goals:
  - id: open
    title: A stream receives events
    check: streams-receiving
    args: { origin: http1, atLeast: 1 }
    hint: Press the button.
  - id: back
    title: It came back after a cut
    check: stream-came-back
    args: { origin: http1 }
    hint: Cut the wire, then wait some seconds.
solution:
  - { type: open, transport: sse, origin: http1 }
  - { type: wait-for, goal: open }
  - { type: cut, origin: http1 }
  - { type: wait-for, goal: back }
nearMisses:
  - title: A stream nobody cuts has nothing to come back from
    steps:
      - { type: open, transport: sse, origin: http1 }
    goals: [back]
    forMs: 2000
---

## Open it

{% predict id="silence" after="back" %}
The connection is cut. What does the page have to do?

{% choice id="code" %}Open a new \`EventSource\`{% /choice %}
{% choice id="nothing" right=true %}Nothing{% /choice %}

{% reveal %}
It asked again after {% measured figure="return-delay" args={origin: "http1"} /%}.
{% /reveal %}
{% /predict %}

{% do label="Open a stream" actions=[{type: "open", transport: "sse", origin: "http1"}] /%}
{% do label="Cut it" actions=[{type: "cut", origin: "http1"}] /%}

{% goals ids=["open", "back"] /%}

## What to keep

{% summary %}
- An \`EventSource\` asks again by itself ({% cite "HTML Standard: The EventSource interface" /%}).
{% /summary %}
`;
