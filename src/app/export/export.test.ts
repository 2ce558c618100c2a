import { describe, expect, it } from 'vitest';
import { fileName } from './names';
import { escapeXml, opaque, SvgPen } from './svg-pen';
import { frameOf } from './topology';

describe('names of files', () => {
  it('have the lab, the seed and the time', () => {
    const parts = { labId: 'load-balancing', seed: 7, what: 'topology', atUs: 12_345_000, ending: 'svg' };
    expect(fileName(parts)).toBe('load-balancing-seed7-12.345s-topology.svg');
    expect(fileName({ ...parts, what: 'space-time', toUs: 13_000_000, ending: 'png' })).toBe(
      'load-balancing-seed7-12.345s-13s-space-time.png',
    );
  });

  it('have nothing in them that a file system minds', () => {
    expect(fileName({ labId: '../a b', seed: 1, what: 'x', atUs: 0, ending: 'csv' })).toBe(
      '.._a_b-seed1-0s-x.csv',
    );
  });
});

describe('a pen that writes SVG', () => {
  const frame = { x: -10, y: 0, width: 100, height: 50 };

  it('writes what was drawn, in a frame and with a title', () => {
    const pen = new SvgPen();
    pen.strokeStyle = '#112233';
    pen.lineWidth = 2;
    pen.setLineDash([3, 4]);
    pen.beginPath();
    pen.moveTo(1, 2);
    pen.lineTo(3.123, 4);
    pen.stroke();
    expect(pen.file(frame, 'A <lab>')).toBe(
      [
        '<svg xmlns="http://www.w3.org/2000/svg" width="100" height="50" viewBox="-10 0 100 50">',
        '<title>A &lt;lab&gt;</title>',
        '<path d="M1 2L3.12 4" fill="none" stroke="#112233" stroke-width="2" stroke-dasharray="3 4"/>',
        '</svg>',
        '',
      ].join('\n'),
    );
  });

  it('makes a whole circle of two arcs, and a part of one', () => {
    const pen = new SvgPen();
    pen.beginPath();
    pen.arc(10, 10, 5, 0, 2 * Math.PI);
    pen.fill();
    pen.beginPath();
    pen.arc(10, 10, 5, 0, Math.PI / 2);
    pen.fill();
    const file = pen.file(frame, '');
    expect(file).toContain('d="M15 10A5 5 0 0 1 5 10A5 5 0 1 1 15 10"');
    expect(file).toContain('d="M15 10A5 5 0 0 1 10 15"');
  });

  it('writes texts as text, wherever they came from', () => {
    const pen = new SvgPen();
    pen.font = '650 14px Inter, sans-serif';
    pen.textAlign = 'right';
    pen.textBaseline = 'middle';
    pen.fillText('<script>"&\u0000', 5, 10);
    const file = pen.file(frame, '');
    expect(file).toContain('text-anchor="end"');
    expect(file).toContain('font-weight="650"');
    expect(file).toContain('&lt;script&gt;&quot;&amp;</text>');
    expect(file).not.toContain('<script');
    expect(escapeXml('a\u0001b')).toBe('ab');
  });

  it('keeps the opacity of a colour apart', () => {
    expect(opaque('#d78fbd80')).toEqual({ colour: '#d78fbd', opacity: 128 / 255 });
    expect(opaque('#d78fbd')).toEqual({ colour: '#d78fbd', opacity: 1 });
    const pen = new SvgPen();
    pen.globalAlpha = 0.5;
    pen.fillStyle = '#00000080';
    pen.fillRect(0, 0, 1, 1);
    expect(pen.file(frame, '')).toContain('fill="#000000" fill-opacity="0.25"');
  });
});

describe('the frame of a topology', () => {
  it('holds all cards and a little more', () => {
    const boxes = [
      { x: 0, y: 10, width: 200, height: 100 },
      { x: 300, y: -50, width: 200, height: 100 },
    ];
    expect(frameOf(boxes)).toEqual({ x: -40, y: -90, width: 580, height: 240 });
  });
});
