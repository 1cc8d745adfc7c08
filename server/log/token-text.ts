/** What /tokens recites. It says nothing that the lab does not do. */
const TEXT = `A language model makes its answer piece by piece, and a server can send each piece as soon as it is made. \
This server has no model. It recites this text, so that you can look at how such an answer travels: \
one response, which stays open, with an event for each piece. \
The request is a POST with content, which an EventSource cannot send. A page reads the answer with fetch and a stream reader. \
Nothing reconnects by itself: what to do after an interruption is for the page to decide. \
When the page aborts the request, the server has to notice, or it goes on working for nobody.`;

/** The text in pieces of one word each, with the space before it, as models tend to cut. Joined they are the text again. */
export const TEXT_TOKENS: readonly string[] = TEXT.match(/\s*\S+/g) ?? [];
