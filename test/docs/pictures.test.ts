import { expect } from 'chai';
import { pictures } from '../../docs/pictures/pictures.js';
import { box } from '../../docs/pictures/svg.js';
import { readProjectFile } from '../support/project-file.js';

describe('the pictures of the documentation', () => {
  for (const [file, svg] of Object.entries(pictures())) {
    it(`${file} is what its description draws: else run npm run docs:pictures`, () => {
      expect(readProjectFile(`docs/${`pictures/${file}`}`)).to.equal(svg);
    });

    it(`${file} has a title, a description and a ground of its own`, () => {
      expect(svg).to.match(/role="img" aria-labelledby="title description"/);
      expect(svg).to.match(/<title id="title">[^<]{20,}<\/title>\n<desc id="description">[^<]{80,}<\/desc>/);
      expect(svg).to.match(/<rect width="\d+" height="\d+" fill="#ffffff"\/>/);
    });
  }

  it('are shown by pages, with words for those who see none', () => {
    const pages = readProjectFile('docs/architecture.md') + readProjectFile('docs/freshness-and-budget.md');
    const shown = [...pages.matchAll(/!\[([^\]]+)\]\(pictures\/([\w.]+)\)/g)];
    expect(shown.map(([, , file]) => file)).to.have.members(Object.keys(pictures()));
    for (const [, words = ''] of shown) expect(words.length).to.be.greaterThan(20);
  });

  it('refuse a line that would not fit its box', () => {
    const place = { x: 0, y: 0, w: 60, h: 40 };
    expect(() => box(place, ['fits'], 'plain')).not.to.throw();
    expect(() => box(place, ['far too long for that'], 'plain')).to.throw('far too long for that');
  });
});
