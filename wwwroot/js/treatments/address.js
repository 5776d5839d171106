// How the state of the page is written in its address.

import { PANELS } from './populations.js';
import { readArea, writeArea } from './area.js';

export const CONTRASTS = ['predicted-control', 'measured-control', 'predicted-measured'];

/** @param model see TreatmentModel.cs @returns a state in which everything exists in this result */
export function readAddress(model) {
  const query = new URLSearchParams(location.search);
  const treatment = model.treatments.includes(query.get('treatment')) ? query.get('treatment') : model.treatment;
  const donor = query.get('donor');
  return {
    view: model.views.some(view => view.key === query.get('view')) ? query.get('view') : model.views[0]?.key ?? null,
    treatment,
    dose: doseOf(model, treatment, query.get('dose')),
    donor: donor === '*' ? null : model.donors.includes(donor) ? donor : model.donor,
    types: query.getAll('type').filter(type => model.types.includes(type)),
    color: query.get('color') ?? model.color,
    show: query.get('show') === 'difference' ? 'difference' : 'cells',
    contrast: CONTRASTS.includes(query.get('contrast')) ? query.get('contrast') : CONTRASTS[0],
    area: readArea(query.get('area'), PANELS),
    part: query.get('part') ?? model.parts[0],
    prediction: query.get('prediction'),
    sample: query.get('sample'),
    without: query.get('without'),
  };
}

/** The dose that was asked for where the treatment has it, else its highest, else none. */
export function doseOf(model, treatment, asked) {
  const doses = model.doses[treatment] ?? [];
  const wanted = asked === null || asked === '' ? NaN : Number(asked);
  return doses.includes(wanted) ? wanted : doses.at(-1) ?? null;
}

export function addressOf(state, model) {
  const other = (value, usual) => (value === usual ? null : value);
  return {
    view: other(state.view, model.views[0]?.key), treatment: other(state.treatment, model.treatment), dose: state.dose,
    donor: state.donor === null ? (model.donors.length > 1 ? '*' : null) : other(state.donor, model.donor), type: state.types,
    color: other(state.color, model.color), show: other(state.show, 'cells'), contrast: state.show === 'difference' ? state.contrast : null,
    area: writeArea(state.area), part: other(state.part, model.parts[0]), prediction: state.prediction, sample: state.prediction ? state.sample : null,
  };
}
