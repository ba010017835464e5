// Ready bytes of a snapshot: written once, bound in number, with a validator that follows the content.
import { expect } from 'chai';
import { renderingOf, toRendering, weight, type Rendering } from '../../src/cache/renderings.js';
import { snapshotOf } from '../support/scripted-snapshots.js';

/** Writes `text` and counts how often it is asked to. */
function writer(text = 'body') {
  const written = { times: 0 };
  const write = (): Rendering => {
    written.times += 1;
    return toRendering('application/json', text);
  };
  return { written, write };
}

describe('the renderings of a snapshot', () => {
  it('are written once for each name, and are the same bytes from then on', () => {
    const snapshot = snapshotOf(3);
    const { written, write } = writer();
    const first = renderingOf(snapshot, 'page 1', write);
    expect(renderingOf(snapshot, 'page 1', write)).to.equal(first);
    expect(written.times).to.equal(1);
    const other = renderingOf(snapshot, 'page 2', write);
    expect(other).not.to.equal(first);
    expect(written.times).to.equal(2);
  });

  it('are its own: an equal snapshot has others', () => {
    const { written, write } = writer();
    renderingOf(snapshotOf(3), 'page 1', write);
    renderingOf(snapshotOf(3), 'page 1', write);
    expect(written.times).to.equal(2);
  });

  it('are kept as far as the snapshot weighs, those in use before all others', () => {
    const snapshot = snapshotOf(100);
    const size = 500;
    const { written, write } = writer('x'.repeat(size));
    for (let page = 1; page <= 1_000; page++) {
      renderingOf(snapshot, `page ${page}`, write);
      renderingOf(snapshot, 'page 1', write);
    }
    expect(written.times).to.equal(1_000);
    for (let page = 1_000; page > 0; page--) renderingOf(snapshot, `page ${page}`, write);
    const again = written.times - 1_000;
    expect((1_000 - again) * size, 'bytes that were kept').to.be.within(size, weight(snapshot));
  });

  it('are not kept when one is larger than its snapshot', () => {
    const snapshot = snapshotOf(1);
    const { written, write } = writer('x'.repeat(100_000));
    renderingOf(snapshot, 'page 1', write);
    renderingOf(snapshot, 'page 1', write);
    expect(written.times).to.equal(2);
  });

  it('keep nothing of a write that failed', () => {
    const snapshot = snapshotOf(3);
    const { write } = writer();
    const broken = () => renderingOf(snapshot, 'page 1', () => expect.fail('broken'));
    expect(broken).to.throw('broken');
    expect(renderingOf(snapshot, 'page 1', write).body.toString()).to.equal('body');
  });
});

describe('a rendering', () => {
  it('holds the text as UTF-8', () => {
    const { contentType, body } = toRendering('text/plain', 'Zoë €');
    expect(contentType).to.equal('text/plain');
    expect(body).to.deep.equal(Buffer.from([0x5a, 0x6f, 0xc3, 0xab, 0x20, 0xe2, 0x82, 0xac]));
  });

  it('has a strong etag that changes with the content and with nothing else', () => {
    const etag = (text: string, type = 'application/json') => toRendering(type, text).etag;
    expect(etag('{"total":1}')).to.match(/^"[\w-]{20,}"$/);
    expect(etag('{"total":1}')).to.equal(etag('{"total":1}'));
    const others = ['{"total":2}', '{"total":1} ', '', '{"total":10}'].map((text) => etag(text));
    expect(new Set([etag('{"total":1}'), ...others]).size).to.equal(5);
  });

  it('has the etag of its name where it is long, and no short one has', () => {
    const etag = (text: string, name?: string) => toRendering('application/json', text, name).etag;
    const long = 'x'.repeat(300_000);
    expect(etag(long, 'page 1'))
      .to.equal(etag(`${long}.`, 'page 1'))
      .and.match(/^"[\w-]{20,}"$/);
    expect(new Set([etag(long, 'page 1'), etag(long, 'page 2'), etag(long)]).size).to.equal(3);
    expect(etag('short', 'page 1')).to.equal(etag('short')).and.not.equal(etag('other', 'page 1'));
  });
});
