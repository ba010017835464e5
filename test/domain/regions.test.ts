import { expect } from 'chai';
import { findRegion, REGIONS } from '../../src/domain/regions.js';

describe('regions', () => {
  it('knows the eighteen regions of the SDK, each once', () => {
    expect(REGIONS).to.have.length(18);
    expect(new Set(REGIONS.map((region) => region.domain)).size).to.equal(18);
  });

  it('finds each region by its name, its SDK name and its domain', () => {
    for (const region of REGIONS) {
      expect(findRegion(region.name)).to.equal(region);
      expect(findRegion(region.name.replaceAll('-', '_'))).to.equal(region);
      expect(findRegion(region.domain)).to.equal(region);
      expect(findRegion(region.loginUrl)).to.equal(region);
      expect(findRegion(region.apiUrl)).to.equal(region);
    }
  });

  it('builds the hosts from the domain', () => {
    expect(findRegion('us-east-2')).to.deep.equal({
      name: 'us-east-2',
      domain: 'use2.us-gov-pure.cloud',
      loginUrl: 'https://login.use2.us-gov-pure.cloud',
      apiUrl: 'https://api.use2.us-gov-pure.cloud',
    });
  });

  const spellings: [text: string, name: string | undefined][] = [
    ['US_EAST_1', 'us-east-1'],
    [' Us-East-1 ', 'us-east-1'],
    ['MyPureCloud.DE', 'eu-central-1'],
    ['apps.mypurecloud.com.au', 'ap-southeast-2'],
    ['https://apps.usw2.pure.cloud/directory/#/engage', 'us-west-2'],
    ['https://login.mypurecloud.jp?x=1', 'ap-northeast-1'],
    ['us-east-9', undefined],
    ['', undefined],
    ['pure.cloud', undefined],
    ['mypurecloud.com.evil.example', undefined],
    ['https://me:password@login.mypurecloud.com', undefined],
    ['constructor', undefined],
  ];
  for (const [text, name] of spellings) {
    it(`takes "${text}" for ${name ?? 'no region'}`, () => {
      expect(findRegion(text)?.name).to.equal(name);
    });
  }
});
