using Bunit;
using CellDynamics.Runs.Results;
using CellDynamics.Web.Features.Trajectories;
using CellDynamics.Web.Tests.Shared;

namespace CellDynamics.Web.Tests.Trajectories;

public class TimeSliderTests
{
    private static readonly MeasuredTime[] Measured =
        [new(0, "0", 69, false), new(24, "24", 74, false), new(48, "<b>48</b>", 79, true), new(72, "72", 1049, false)];

    [Fact]
    public async Task The_slider_is_the_browsers_own_with_a_filled_stop_at_every_measured_time()
    {
        await using var stage = new Stage();
        var cut = Show(stage, Measured, 0, 72);
        var range = cut.Find("input[type=range]");
        Assert.Equal(("0", "72", "any", "Time"), (range.GetAttribute("min"), range.GetAttribute("max"), range.GetAttribute("step"), range.GetAttribute("aria-label")));
        Assert.Equal(["0%", "33.333%", "66.667%", "100%"], cut.FindAll("circle").Select(stop => stop.GetAttribute("cx")));
        Assert.Equal(["69 cells", "74 cells", "79 cells", "1,049 cells"], cut.ReadAll(".tj-stop-cells"));
        Assert.Equal(["0 h", "24 h", "<b>48</b>, left out", "72 h"], cut.ReadAll(".tj-stop-time"));
        Assert.Single(cut.FindAll(".tj-stop-out"));
        Assert.Empty(cut.FindAll("b"));
        Assert.NotNull(cut.Find(".tj-dotted"));
    }

    [Fact]
    public async Task Speeds_are_in_the_unit_of_the_data()
    {
        await using var stage = new Stage();
        Assert.Equal(["3 h/s", "6 h/s", "10 h/s"], Show(stage, Measured, 0, 72).ReadAll("option"));
    }

    [Fact]
    public async Task Times_that_would_cover_each_other_keep_their_stop_and_lose_their_words()
    {
        await using var stage = new Stage();
        MeasuredTime[] many = [.. Enumerable.Range(0, 39).Select(i => new MeasuredTime(i / 2.0, $"{i}", 10, false))];
        var cut = Show(stage, many, 0, 19);
        Assert.Equal(39, cut.FindAll("circle").Count);
        Assert.InRange(cut.FindAll(".tj-stop-time").Count, 5, 11);
    }

    [Fact]
    public async Task A_single_time_cannot_be_played()
    {
        await using var stage = new Stage();
        var cut = Show(stage, Measured[..1], 0, 0);
        Assert.All(cut.FindAll("input, button, select"), control => Assert.True(control.HasAttribute("disabled")));
    }

    [Theory]
    [InlineData("36", "36 hours, inferred, between 24 and 48 hours")]
    [InlineData("24", "24 hours, measured, 74 cells")]
    [InlineData("48", "48 hours, measured, 79 cells, kept out of the model")]
    [InlineData("12.34", "12.3 hours, inferred, between 0 and 24 hours")]
    public async Task People_who_listen_hear_the_time_and_whether_it_was_measured(string time, string expected) =>
        Assert.Equal(expected, (await PlayAsync($"slider.set({time}); say();"))[^1]);

    [Fact]
    public async Task The_keyboard_moves_by_a_percent_by_measured_times_and_to_the_ends()
    {
        string[] heard = await PlayAsync("slider.set(24); key('ArrowRight'); at(); key('ArrowRight', true); at(); key('ArrowLeft', true); at(); key('End'); at(); key('Home'); at(); key('ArrowLeft'); at();");
        Assert.Equal(["24.72", "48", "24", "72", "0", "0"], heard);
    }

    [Fact]
    public async Task Every_step_reads_as_another_time()
    {
        string[] heard = await PlayAsync("slider.set(0); say(); for (let step = 0; step < 102; step++) { key('ArrowRight'); say(); }");
        Assert.Equal(103, heard.Length);
        Assert.All(heard.SkipLast(1).Zip(heard.Skip(1)), pair => Assert.NotEqual(pair.First, pair.Second));
    }

    [Fact]
    public async Task Close_to_a_measured_time_the_slider_snaps_to_it()
    {
        // 1.5 % of 72 h is 1.08 h.
        Assert.Equal(["24", "25.2"], await PlayAsync("drag(24.9); at(); drag(25.2); at();"));
    }

    [Fact]
    public async Task Space_plays_and_pauses() =>
        Assert.Equal(["Pause", "Play"], await PlayAsync("key(' '); label(); key(' '); label();"));

    private static IRenderedComponent<TimeSlider> Show(Stage stage, MeasuredTime[] measured, double first, double last) =>
        stage.Render<TimeSlider>(p => p.Add(s => s.Measured, measured).Add(s => s.First, first).Add(s => s.Last, last).Add(s => s.Unit, "h"));

    /// <summary>Runs the script of the slider on elements that remember what they were told; every line it says.</summary>
    private static Task<string[]> PlayAsync(string steps) => NodeScript.RunAsync(Script + steps);

    private const string Script = """
        import { TimeSlider } from './trajectories/slider.js';
        import { TimeWords } from './trajectories/time-words.js';
        class Element {
          heard = {}; attributes = {}; dataset = {}; style = { setProperty() {} };
          addEventListener(name, action) { this.heard[name] = action; }
          setAttribute(name, value) { this.attributes[name] = value; }
        }
        const parts = {};
        const root = new Element();
        root.querySelector = selector => parts[selector] ??= new Element();
        globalThis.matchMedia = () => ({ matches: false });
        globalThis.document = { addEventListener() {}, removeEventListener() {}, hidden: false };
        globalThis.requestAnimationFrame = () => 1;
        globalThis.cancelAnimationFrame = () => {};
        const measured = [[0, 69], [24, 74], [48, 79], [72, 1049]].map(([time, cells]) => ({ time, label: String(time), cells, heldOut: time === 48 }));
        const slider = new TimeSlider(root, new TimeWords('h', measured, 0, 72), 0, () => {});
        const input = parts['[data-part="range"]'];
        const say = () => console.log(input.attributes['aria-valuetext']);
        const at = () => console.log(Number(slider.time.toFixed(6)));
        const key = (name, shiftKey = false) => input.heard.keydown({ key: name, shiftKey, preventDefault() {} });
        const drag = time => { input.value = String(time); input.heard.input(); };
        const label = () => console.log(parts['[data-part="play"]'].attributes['aria-label']);

        """;
}
