// Where a value stands on a slider, and back. Positions are 0 to 1000.

const TOP = 1000;
// A range at least so wide is fine near its rest and coarse at its ends.
const WIDE = 2.5;
const VERY_WIDE = 20;
const MANY_TIMES = 4;

// What turns values of a control into positions, `position(value)`, and back, `value(position)`.
export function scaleOf({ unit, kind, range: [low, high], default: rest }) {
  if (kind === 'switch' || unit === 'steps') {
    return linear(low, high, Math.round);
  }
  if (low > 0 && high / low >= MANY_TIMES) {
    const span = Math.log(high / low);
    return {
      position: (value) => clamp((Math.log(Math.max(value, low) / low) / span) * TOP),
      value: (position) => tidy(low * Math.exp((position / TOP) * span)),
    };
  }
  if (high - low > WIDE && rest >= low && rest <= high) return bent(low, high, rest);
  return linear(low, high, tidy);
}

function linear(low, high, round) {
  return {
    position: (value) => clamp(((value - low) / (high - low)) * TOP),
    value: (position) => round(low + (position / TOP) * (high - low)),
  };
}

// The rest is in the middle (or at the end that it is), and steps grow away from it.
function bent(low, high, rest) {
  const middle = rest === low ? 0 : rest === high ? TOP : TOP / 2;
  const power = high - low > VERY_WIDE ? 3 : 2;
  return {
    position(value) {
      const isAbove = value >= rest;
      const reach = isAbove ? high - rest : rest - low;
      const share = reach ? Math.min(1, Math.abs(value - rest) / reach) ** (1 / power) : 0;
      return clamp(isAbove ? middle + share * (TOP - middle) : middle - share * middle);
    },
    value(position) {
      const isAbove = position >= middle;
      const side = isAbove ? TOP - middle : middle;
      const share = side ? (Math.abs(position - middle) / side) ** power : 0;
      return tidy(isAbove ? rest + share * (high - rest) : rest - share * (rest - low));
    },
  };
}

function clamp(position) {
  return Math.min(TOP, Math.max(0, Math.round(position) || 0));
}

// More digits than a person reads, and no more.
function tidy(value) {
  return Number(value.toPrecision(6));
}
