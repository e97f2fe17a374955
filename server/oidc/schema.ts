/** What the OpenID provider answers. */
import Type, { type Static } from 'typebox';

const closed = { additionalProperties: false } as const;

/** `GET /oidc/jwks`: the public half of every key that signs (RFC 7517). Private members have no place in it. */
export const JwksResponse = Type.Object(
  {
    keys: Type.Array(
      Type.Object(
        {
          kty: Type.String(),
          crv: Type.String(),
          x: Type.String(),
          y: Type.String(),
          use: Type.Literal('sig'),
          alg: Type.Literal('ES256'),
          kid: Type.String(),
        },
        closed,
      ),
    ),
  },
  closed,
);
export type JwksResponse = Static<typeof JwksResponse>;
