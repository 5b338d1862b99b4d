/** Where a figure is lacking or may not be calculated with, no amount is given, and what is offered instead keeps its reserves. */
import { beforeAll, expect, test } from 'vitest';
import { type Assistant, ask } from '../../src/assistant.js';
import { EMPTY_MEMORY } from '../../src/dialogue.js';
import { realAssistant, TODAY } from '../real.js';

let a: Assistant;
beforeAll(async () => {
  a = await realAssistant();
});

const answerTo = (text: string) => ask(a, { text, asOf: TODAY, memory: EMPTY_MEMORY }).answer;

test('没有查到比例，不给金额，只说已知的起付线', () => {
  const answer = answerTo('昆明职工三甲住院一共花2万，能给报多少');
  expect(answer.calculation).toBeUndefined();
  expect(answer.text).toContain('算不出准数');
  expect(answer.facts.map((f) => f.id)).toContain('km-ip-ded-l3');
});

test('不入算的比例只作参考，连同它的提示', () => {
  const answer = answerTo('南京居民看门诊花了600能报多少');
  expect(answer.outcome).toBe('answer');
  expect(answer.calculation).toBeUndefined();
  expect(answer.text).toMatch(/^算不出准数/);
  expect(answer.text).toContain('网页注明是预计值');
  expect(answer.notices).toContain('网页注明是预计值');
});

test('作参考的先说当地的，别处的写明是哪里的', () => {
  const { text } = answerTo('沈阳居民大病能报多少，自付5万');
  expect(text).toContain('可供参考（沈阳市）');
  expect(text).toMatch(/· 全国：/);
});

test('省直一类统筹区的规定，没有问到的不作参考', () => {
  expect(answerTo('安徽省直职工医保门诊起付线多少').facts.map((f) => f.id)).toContain('hf-prov-op');
  expect(answerTo('蚌埠职工门诊起付线').facts.map((f) => f.id)).not.toContain('hf-prov-op');
});

test('没有门槛的规定，不说家人能用多少', () => {
  const answer = answerTo('昆明我医保卡里有3000块，家人能用多少');
  expect(answer.calculation).toBeUndefined();
  expect(answer.text).not.toMatch(/0\.00|不能用/);
});

test('每种结果都有名字', () => {
  const { text } = answerTo('成都职工三甲住院花3万能报多少');
  expect(text).toContain('【80岁及以上】');
  expect(text).toContain('【以上情形之外】可报销 24820 元');
  expect(text).not.toContain('【】');
});
