/** What the OpenID provider answers. */
import Type, { type Static } from 'typebox';

const closed = { additionalProperties: false } as const;

/**
 * `GET /oidc/jwks`: the public half of every key that verifiers need (RFC 7517), of two kinds: `crv`, `x` and `y` belong
 * to ES256, `n` and `e` to RS256. Private members have no place in it.
 */
export const JwksResponse = Type.Object(
  {
    keys: Type.Array(
      Type.Object(
        {
          kty: Type.Union([Type.Literal('EC'), Type.Literal('RSA')]),
          crv: Type.Optional(Type.String()),
          x: Type.Optional(Type.String()),
          y: Type.Optional(Type.String()),
          n: Type.Optional(Type.String()),
          e: Type.Optional(Type.String()),
          use: Type.Literal('sig'),
          alg: Type.Union([Type.Literal('ES256'), Type.Literal('RS256')]),
          kid: Type.String(),
        },
        closed,
      ),
    ),
  },
  closed,
);
export type JwksResponse = Static<typeof JwksResponse>;
