import { expect } from 'chai';
import { endpointsPage } from '../../docs/endpoints/page.js';
import { apiDescription } from '../../src/http/openapi/document.js';
import { readProjectFile } from '../support/project-file.js';

const page = readProjectFile('docs/endpoints.md');

describe('the page of endpoints', () => {
  it('is what the API description says: else run npm run docs:endpoints', () => {
    expect(page).to.equal(endpointsPage());
  });

  it('shows every route with its methods', () => {
    for (const [path, item] of Object.entries(apiDescription('admin').paths)) {
      const methods = Object.keys(item).map((method) => method.toUpperCase());
      expect(page).to.include(`### \`${methods.join(' or ')} ${path}\``);
    }
  });
});
