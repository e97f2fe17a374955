import packageJson from '../package.json' with { type: 'json' };

/** The flags that `npm start` gives Node, so that what is measured runs as it does in a company. */
export const nodeFlags = packageJson.scripts.start.split(' ').filter((word) => word.startsWith('--'));
