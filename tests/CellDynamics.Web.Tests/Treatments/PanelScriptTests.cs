using CellDynamics.Web.Tests.Shared;

namespace CellDynamics.Web.Tests.Treatments;

/// <summary>What the panels compute in the browser: who is drawn, who is chosen, where densities differ, how values are spread.</summary>
public class PanelScriptTests
{
    [Fact]
    public async Task A_denser_panel_means_more_cells_there_because_every_panel_draws_as_many()
    {
        string[] said = await NodeScript.RunAsync("""
            import { thinned } from './treatments/populations.js';
            const of = (from, n) => ({ rows: Array.from({ length: n }, (_, i) => from + i) });
            const all = { control: of(0, 900), predicted: of(0, 500), measured: of(900, 2336) };
            const shown = thinned(all);
            console.log(shown.control.length, shown.predicted.length, shown.measured.length);
            console.log(JSON.stringify(shown.control.map(i => all.control.rows[i])) === JSON.stringify(shown.predicted.map(i => all.predicted.rows[i])));
            console.log(JSON.stringify(thinned(all)) === JSON.stringify(shown));
            console.log(thinned({ ...all, predicted: of(0, 0) }).control.length, thinned({ ...all, measured: of(0, 0) }).predicted.length, thinned({ control: of(0, 9000), predicted: of(0, 9000), measured: of(9000, 9000) }).control.length);
            """);
        Assert.Equal(["500 500 500", "true", "true", "900 500 4000"], said);
    }

    [Fact]
    public async Task A_region_chooses_the_counterparts_in_one_panel_and_what_lies_in_it_in_the_other()
    {
        string[] said = await NodeScript.RunAsync("""
            import { chosen } from './treatments/populations.js';
            import { isInside, readArea, simplified, writeArea } from './treatments/area.js';
            const square = [0, 0, 2, 0, 2, 2, 0, 2];
            console.log(isInside(square, 1, 1), isInside(square, 3, 1), isInside(square, 1, -1), isInside([0, 0, 4, 0, 4, 4, 2, 1, 0, 4], 2, 3));
            const all = {
              control: { rows: [7, 8, 9], position: [1, 1, 5, 5, 1.5, 0.5] },
              predicted: { rows: [9, 7, 8], position: [5, 5, 1, 1, 1, 1] },
              measured: { rows: [20, 21], position: [1, 1, 9, 9] },
            };
            const inside = (x, y) => isInside(square, x, y);
            for (const panel of ['control', 'predicted', 'measured']) console.log(Object.values(chosen(all, inside, panel)).map(mask => mask.join('')).join(' '));
            const area = { panel: 'control', points: square };
            console.log(JSON.stringify(readArea(writeArea(area), ['control'])) === JSON.stringify(area), readArea('control:1,2', ['control']), readArea('other:' + square, ['control']), readArea('control:1,x,3,4,5,6', ['control']));
            console.log(simplified(Array.from({ length: 1000 }, (_, i) => i)).length);
            """);
        // From the control: cells 7 and 9 with their counterparts. From either of the treated: what lies there, and where it came from.
        Assert.Equal(["true false false false", "101 110 10", "110 011 10", "110 011 10", "true null null null", "80"], said);
    }

    [Fact]
    public async Task The_numbers_of_a_new_sample_are_its_own_and_say_what_is_of_the_study()
    {
        string[] said = await NodeScript.RunAsync("""
            import { cellRows } from './treatments/exporter.js';
            const of = (rows, position) => ({ rows, position });
            const populations = { control: of([0], [1, 2]), predicted: of([0], [3, 4]), measured: of([7], [5, 6]) };
            const say = rows => rows.forEach(row => console.log(row.join(' ')));
            say(cellRows({ populations, values: { control: [0.5], predicted: null, measured: [NaN] }, colourName: 'pS6', colouring: 'amount' }));
            say(cellRows({ populations, values: { control: [1], predicted: [255], measured: [0] }, colourName: 'Cell type', colouring: 'category', column: { categories: ['B', 'T "h"'] } }));
            """);
        Assert.Equal(
        [
            "population cell x y \"pS6\"", "control 1 1 2 0.5", "predicted 1 3 4 ", "treated in the study 8 5 6 ",
            "population cell x y \"Cell type\"", "control 1 1 2 \"T \"\"h\"\"\"", "predicted 1 3 4 \"\"", "treated in the study 8 5 6 \"B\"",
        ], said);
    }

    [Fact]
    public async Task Names_of_cell_types_stand_at_the_cells_of_their_own_panel()
    {
        string[] said = await NodeScript.RunAsync("""
            import { groupNames } from './treatments/populations.js';
            const cells = (type, xs) => ({ population: { type, position: xs.flatMap(x => [x, 10 * x]) }, shown: type.map((_, i) => i) });
            const control = cells([0, 0, 0, 1, 1, 1], [1, 2, 3, 7, 8, 9]), treated = cells([0, 0, 0, 1], [5, 6, 7, 9]);
            const say = drawn => console.log(groupNames(['B', 'T'], drawn).map(({ words, x, y }) => `${words} ${x} ${y}`).join(', '));
            say([control]);
            say([treated]);
            say([{ ...control, shown: [0, 1, 2] }]);
            say([control, treated]);
            """);
        // T cells are absent where there are none, or none are drawn; the difference of two panels names the cells of both.
        Assert.Equal(["B 2 20, T 8 80", "B 6 60", "B 2 20", "B 5 50, T 9 90"], said);
    }

    [Fact]
    public async Task A_new_sample_has_no_measured_line_in_the_card_of_the_marker()
    {
        string[] said = await NodeScript.RunAsync("""
            globalThis.ResizeObserver = class { observe() {} disconnect() {} };
            const { MarkerCard } = await import('./treatments/marker-card.js');
            const { histograms } = await import('./treatments/distribution.js');
            const values = { control: Float32Array.from([1]), predicted: Float32Array.from([2]), measured: Float32Array.from([3]) };
            for (const prediction of [null, { id: 'x' }]) {
              const card = new MarkerCard({ querySelector: () => ({}) }, { values, mask: null, prediction });
              card.histogram = histograms(card.sets());
              console.log(Object.keys(card.histogram.shares).join(','), card.reading());
            }
            """);
        Assert.Equal(
            ["control,predicted,measured Mean: control 1 · measured 3 · predicted 2", "control,predicted Mean: control 1 · predicted 2. No treated cells of this sample were measured."], said);
    }

    [Fact]
    public async Task Densities_sum_to_one_and_their_difference_to_nothing()
    {
        string[] said = await NodeScript.RunAsync("""
            import { density, difference, shareMoved, smoothing } from './treatments/density.js';
            const bounds = { minX: 0, maxX: 10, minY: 0, maxY: 10 };
            const sum = values => values.reduce((a, b) => a + b, 0).toFixed(9);
            const left = density(Float32Array.from([0, 0, 2, 5, 2.1, 5]), null, bounds), right = density(Float32Array.from([8, 5]), null, bounds);
            console.log(sum(left), sum(right), sum(density(new Float32Array(0), null, bounds)));
            const { values, most } = difference(right, left);
            console.log(Math.abs(sum(values)) < 1e-9, most > 0, shareMoved({ values }).toFixed(3), shareMoved(difference(left, left)).toFixed(3));
            const row = 36 * 72;
            console.log(values[row + Math.floor(0.8 * 72)] > 0, values[row + Math.floor(0.2 * 72)] < 0);
            console.log(sum(density(Float32Array.from([1, 1, 9, 9]), Uint8Array.from([1, 0]), bounds, smoothing(1))));
            console.log(smoothing(64).toFixed(3), smoothing(1e6));
            """);
        Assert.Equal(["1.000000000 1.000000000 0.000000000", "true true 1.000 0.000", "true true", "1.000000000", "4.000 1.6"], said);
    }

    [Fact]
    public async Task Outlines_share_one_axis_and_each_holds_all_of_its_cells()
    {
        string[] said = await NodeScript.RunAsync("""
            import { histograms, shareRows } from './treatments/distribution.js';
            const { edges, shares, counts, means } = histograms({ control: Float32Array.from([0, 0, 1, NaN]), measured: Float32Array.from([4, 5]), predicted: null });
            console.log(edges[0], edges.at(-1), Object.keys(shares).join(','), counts.control, counts.predicted, means.measured);
            for (const name of ['control', 'measured']) console.log(shares[name].reduce((a, b) => a + b, 0).toFixed(6));
            console.log(JSON.stringify(histograms({ control: [], measured: [], predicted: [] }).edges));
            console.log(shareRows({ control: [0, 0, 1, 1], measured: [1], predicted: null }, ['B', 'T']).map(row => row.join('|')).join(' '));
            """);
        Assert.Equal(["0 5 control,measured 3 0 4.5", "1.000000", "1.000000", "[0,1]", "B|50.0 %|0.0 %|none T|50.0 %|100.0 %|none"], said);
    }
}
