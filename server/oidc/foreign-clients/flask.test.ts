import { whyNot } from '../../testing/foreign-programs.ts';
import { flask } from '../../testing/run-flask.ts';
import { describeWebClient } from './web-client.contract.ts';

describeWebClient('Flask with Authlib', flask, whyNot('flask'));
