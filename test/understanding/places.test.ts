/** Places and hospitals in a text: where somebody is insured, where he is treated, and what only looks like a place. */
import { describe, expect, test } from 'vitest';
import { read, states } from './states.js';

describe('region：在哪里参保', () => {
  states('ratio', [
    ['晋城报几成', { region: '140500' }],
    ['山西省报几成', { region: '140000' }],
    ['安徽合肥报几成', { region: '340100' }],
    ['全国统一报几成', { region: '000000' }],
  ]);
  describe('县和区算它的市，省直辖的县级市有自己的代码', () => {
    states('ratio', [
      ['文水县报几成', { region: '141100' }],
      ['小店区报几成', { region: '140100' }],
      ['晋城市陵川县报几成', { region: '140500' }],
      ['五指山报几成', { region: '469001' }],
      ['石河子报几成', { region: '659001' }],
      ['仙桃报几成', { region: '429004' }],
    ]);
  });
  describe('参保地和看病的地方分开', () => {
    states('remote-settlement', [
      ['我社保在运城，现在人在深圳，看病咋结算', { region: '140800' }],
      ['去上海看病，阳泉医保怎么备案', { region: '140300' }],
      ['在杭州打工，老家是忻州的，看病能直接结算不', { region: '140900' }],
      ['在外地怎么结算', {}],
    ]);
    test('看病的地方记在 details', () => {
      expect(read('阳泉医保去上海看病', 'remote-settlement').details).toEqual({ place: '310000' });
    });
  });
  describe('转移的是要去的地方', () => {
    states('transfer', [
      ['医保从深圳转到阳泉怎么弄', { region: '140300' }],
      ['把临汾的医保转往武汉', { region: '420100' }],
      ['离开北京去大同上班，医保咋转', { region: '140200' }],
    ]);
  });
  describe('并排的两个地方是 regions', () => {
    states('comparison', [
      ['运城和临汾哪个报得多', { regions: ['140800', '141000'] }],
      ['山西跟河北有啥区别', { regions: ['140000', '130000'] }],
      ['太原、大同、长治对比', { regions: ['140100', '140200', '140400'] }],
      ['太原大同区别', { regions: ['140100', '140200'] }],
    ]);
  });
  describe('像地名的不是地名', () => {
    states('ratio', [
      ['普通化疗报几成', {}],
      ['医保定点报几成', {}],
      ['朝阳区报几成', {}],
      ['北京朝阳区报几成', { region: '110000' }],
      ['朝阳市报几成', { region: '211300' }],
    ]);
  });
});

describe('医院名单里的医院带出级别和地方，没有级别的只带地方', () => {
  states('ratio', [
    ['长治和平医院报几成', { region: '140400', hospitalLevel: '3A' }],
    ['长钢医院报几成', { region: '140400', hospitalLevel: '2A' }],
    ['屯留中医院报几成', { region: '140400', hospitalLevel: '2B' }],
    ['儋州人民医院报几成', { region: '460400' }],
    ['西部中心医院报几成', { region: '460400' }],
    ['市人民医院报几成', {}],
  ]);
});
