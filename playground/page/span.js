// Which rows of a long list are in the page: those from `from` up to, but not including, `to`.

const SHOWN = 160;
const STEP = 60;

export class Span {
  constructor() {
    this.from = 0;
    this.to = 0;
  }

  reaches(length) {
    return this.to >= length;
  }

  toEnd(length) {
    this.to = length;
    this.from = Math.max(0, length - SHOWN);
  }

  around(index, length) {
    this.from = Math.max(0, index - SHOWN / 2);
    this.to = Math.min(length, this.from + SHOWN);
  }

  backwards() {
    this.from = Math.max(0, this.from - STEP);
    this.to = Math.min(this.to, this.from + SHOWN);
  }

  forwards(length) {
    this.to = Math.min(length, this.to + STEP);
    this.from = Math.max(this.from, this.to - SHOWN);
  }

  // The list itself became longer or shorter.

  grewBefore(count) {
    this.from += count;
    this.to += count;
  }

  growAfter(length) {
    this.to = length;
  }

  lost(index) {
    if (index < this.from) this.from -= 1;
    if (index < this.to) this.to -= 1;
  }
}
