using System.Diagnostics;
using CellDynamics.Cli.Benchmarks.Circuits;

namespace CellDynamics.Cli.Benchmarks.Load;

/// <summary>A person at a circuit: opens pages, colours cells, looks at inferred values; every few seconds something, and each must have its effect.</summary>
internal sealed class SimulatedUser : IDisposable
{
    private const double Reload = 0.05, StayInExplorer = 0.6, GoToExplorer = 0.5;

    private readonly LoadSite site;
    private readonly LoadJournal journal;
    private readonly Random dice;
    private readonly HttpClient http;
    private readonly SiteScript script;
    private readonly SitePlace[] lists, explorers;
    private SitePlace here;

    /// <param name="seed">Of what it does and when.</param>
    public SimulatedUser(LoadSite site, LoadJournal journal, int seed)
    {
        (this.site, this.journal, dice) = (site, journal, new Random(seed));
        // As many lines as a browser opens to one host.
        http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 6, AutomaticDecompression = System.Net.DecompressionMethods.All }) { Timeout = LoadPlan.Patience };
        script = new SiteScript(http, site.Address, journal);
        lists = [.. SitePlace.Lists, .. site.Datasets.Select(SitePlace.Of)];
        explorers = [.. site.Finished.Select(SitePlace.ExplorerOf)];
        here = lists[0];
    }

    /// <summary>Until it is told to leave.</summary>
    public async Task RunAsync(CancellationToken leaving)
    {
        while (!leaving.IsCancellationRequested)
        {
            try
            {
                await StayAsync(leaving);
            }
            catch (OperationCanceledException) when (leaving.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure) // whatever it is: a person who fell silent would be load that is missing, and no error
            {
                journal.Failed("circuit", failure.Message);
                await Task.Delay(LoadPlan.ShortestPause, CancellationToken.None);
            }
        }
    }

    public void Dispose() => http.Dispose();

    /// <summary>One open page from its first HTML until it is loaded anew, or left.</summary>
    private async Task StayAsync(CancellationToken leaving)
    {
        script.Forget();
        long start = Stopwatch.GetTimestamp();
        await using BlazorCircuit circuit = await BlazorCircuit.OpenAsync(http, site.Address, here.Path, script, script.FetchAsync, leaving);
        if (await SeesAsync(circuit, "load the page", start, here.IsShown) && here.IsExplorer)
            await SeesExplorerAsync(circuit, start, leaving);
        while (true)
        {
            await Task.Delay(LoadPlan.ShortestPause + dice.NextDouble() * (LoadPlan.LongestPause - LoadPlan.ShortestPause), leaving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (circuit.Failure is { } reason)
                throw new IOException(reason); // also before it is loaded anew, and at the end
            leaving.ThrowIfCancellationRequested();
            if (dice.NextDouble() < Reload)
                return;
            await ActAsync(circuit, leaving);
        }
    }

    private Task ActAsync(BlazorCircuit circuit, CancellationToken leaving)
    {
        if (!here.IsExplorer || script.Mounted.Length == 0)
            return GoAsync(circuit, Draw(dice.NextDouble() < GoToExplorer ? explorers : Others()), leaving);
        if (dice.NextDouble() > StayInExplorer)
            return GoAsync(circuit, Draw(Others()), leaving);
        return dice.Next(6) switch
        {
            0 => ColourByColumnAsync(circuit),
            1 or 2 => SwitchAsync(circuit),
            _ => ColourByGeneAsync(circuit),
        };
    }

    private async Task GoAsync(BlazorCircuit circuit, SitePlace to, CancellationToken leaving)
    {
        here = to;
        long start = Stopwatch.GetTimestamp();
        circuit.Go(to.Path);
        if (!await SeesAsync(circuit, "open a page", start, to.IsShown))
            return;
        if (to.IsExplorer)
            await SeesExplorerAsync(circuit, start, leaving);
        await script.FetchAsync(circuit.Look(page => page.Elements.Where(element => element.Name == "img").Select(element => element["src"] ?? "").Where(source => source.Length > 0).ToArray()));
    }

    /// <summary>Until the script has all it shows, and has told the page.</summary>
    private async Task SeesExplorerAsync(BlazorCircuit circuit, long start, CancellationToken leaving)
    {
        if (await SeesAsync(circuit, null, start, _ => script.Mounted == here.Run.ToString()))
            journal.TookSince(start, Waiter.Data, "open the explorer, with all its numbers");
        leaving.ThrowIfCancellationRequested();
    }

    private async Task ColourByGeneAsync(BlazorCircuit circuit)
    {
        PageNode? field = circuit.Look(GeneField);
        if (field is null)
        {
            journal.Failed("circuit: nothing to act on", "Expected a field for a gene in the explorer.");
            return;
        }
        string[] before = circuit.Look(Offers);
        long start;
        if (LetterOf(before, dice) is { } letter)
        {
            start = Stopwatch.GetTimestamp();
            circuit.Raise(field, "input", letter);
            if (!await SeesAsync(circuit, "search a gene", start, page => Offers(page) is { Length: > 0 } offers && offers.All(gene => gene.Contains(letter, StringComparison.OrdinalIgnoreCase))))
                return;
        }
        string[] genes = [.. circuit.Look(Offers).Where(gene => gene != script.Gene)];
        if (genes.Length == 0)
            return;
        string gene = Draw(genes);
        start = Stopwatch.GetTimestamp();
        circuit.Raise(circuit.Look(GeneField)!, "change", gene);
        if (await SeesAsync(circuit, "colour by a gene", start, page => GeneField(page)?["placeholder"] == gene))
            await SeesAsync(circuit, null, start, _ => script.Gene == gene);
    }

    private async Task ColourByColumnAsync(BlazorCircuit circuit)
    {
        PageNode? chooser = circuit.Look(ColumnChooser);
        string[] columns = chooser is null ? [] : [.. chooser.All().Where(node => node.Name == "option").Select(option => option["value"] ?? "").Where(column => column != (script.Cells ?? ""))];
        if (columns.Length == 0)
            return;
        string column = Draw(columns);
        long start = Stopwatch.GetTimestamp();
        circuit.Raise(chooser!, "change", column);
        if (await SeesAsync(circuit, "colour by a column", start, page => ColumnChooser(page)?["value"] == column))
            await SeesAsync(circuit, null, start, _ => (script.Cells ?? "") == column);
    }

    private async Task SwitchAsync(BlazorCircuit circuit)
    {
        string to = script.Mode == "measured" ? "Inferred" : "Measured";
        int before = script.ModeAnswers;
        long start = Stopwatch.GetTimestamp();
        circuit.Raise(circuit.Look(page => ModeButton(page, to))!, "click");
        await SeesAsync(circuit, "show inferred values", start, page => script.ModeAnswers > before && ModeButton(page, script.Mode)?["aria-pressed"] == "true");
    }

    /// <param name="what">Under which its time is kept; null where it is none of the server's.</param>
    /// <returns>False where it had no effect, which is noted.</returns>
    private async Task<bool> SeesAsync(BlazorCircuit circuit, string? what, long start, Func<PageTree, bool> effect)
    {
        try
        {
            long arrived = await circuit.UntilAsync(effect, LoadPlan.Patience, CancellationToken.None);
            if (what is null)
                return true;
            if (arrived < start)
            {
                journal.Failed("circuit: no effect", $"{what} at /{here.Path}: it was so before.");
                return false;
            }
            journal.TookSince(start, Waiter.Circuit, what, arrived);
            return true;
        }
        catch (TimeoutException)
        {
            journal.Failed("circuit: no effect", $"{what ?? "the script of the page"} at /{here.Path} changed nothing within {LoadPlan.Patience.TotalSeconds:0} s.");
            return false;
        }
    }

    /// <summary>A letter to type that changes what is offered: some names have it and some have not; null where there is none.</summary>
    public static string? LetterOf(IReadOnlyList<string> offers, Random dice)
    {
        char[] telling = [.. offers.SelectMany(gene => gene.ToUpperInvariant()).Distinct().Where(letter => char.IsAsciiLetterOrDigit(letter) && !offers.All(gene => gene.Contains(letter, StringComparison.OrdinalIgnoreCase)))];
        return telling.Length == 0 ? null : telling[dice.Next(telling.Length)].ToString();
    }

    private static PageNode? GeneField(PageTree page) => page.Find("input", input => input["aria-label"]?.StartsWith("Gene to colour the cells by", StringComparison.Ordinal) == true);

    private static PageNode? ColumnChooser(PageTree page) => page.Find("select", select => select.All().Any(node => node.Name == "option" && node["value"]?.StartsWith("obs:", StringComparison.Ordinal) == true));

    private static PageNode? ModeButton(PageTree page, string mode) => page.Find("button", button => button.Has("aria-pressed") && button.Text.Equals(mode, StringComparison.OrdinalIgnoreCase));

    private static string[] Offers(PageTree page) => GeneField(page)?["list"] is { } list && page.Find("datalist", one => one["id"] == list) is { } offers
        ? [.. offers.All().Where(node => node.Name == "option").Select(option => option["value"] ?? "")] : [];

    /// <summary>Where it is not already.</summary>
    private SitePlace[] Others() => [.. lists.Where(place => place.Path != here.Path)];

    private T Draw<T>(IReadOnlyList<T> choices) => choices[dice.Next(choices.Count)];
}
