const message: readonly string[] = ['http:IncomingMessage'];

/**
 * What the parameters of a callback are, by the call that takes it; where a call takes callbacks for several events, the
 * event stands behind it. Written like `receivers`. Responses of servers are left out: their listeners see whoever ends
 * the response, and that is as a rule who listens.
 */
export const parameters: Readonly<Partial<Record<string, readonly string[]>>> = {
  'http:createServer': message,
  'http:Server#on request': message,
  'http:Server#once request': message,
  'http:get': message,
  'http:request': message,
  'http:ClientRequest#on response': message,
  'http:ClientRequest#once response': message,
  'https:createServer': message,
  'https:Server#on request': message,
  'https:Server#once request': message,
  'https:get': message,
  'https:request': message,
};
