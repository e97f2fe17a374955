import { expressClient } from '../../testing/run-express.ts';
import { describeWebClient } from './web-client.contract.ts';

describeWebClient('Express with express-openid-connect', expressClient, false);
