using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Networks;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Results.Networks;
using CellDynamics.Web.Components.Patterns;
using CellDynamics.Web.Features.Answers;
using CellDynamics.Web.Features.NetworkCharts;
using CellDynamics.Web.Features.NetworkData;
using CellDynamics.Web.Features.Trajectories;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace CellDynamics.Web.Features.Networks;

/// <summary>One finished network: which genes and signals drive the cells, what if one were changed, and how far to trust it.</summary>
public sealed partial class NetworksPage
{
    private ElementReference root;
    private RunRecord? run;
    private NetworkResult? result;
    private MethodDescriptor? method;
    private NetworkChoice choice = new();
    private ShownNetwork shown = null!;
    private GraphPicture picture = null!;
    private IReadOnlyList<TrustCheck> checks = [];
    private IReadOnlyList<HeldOutScore> scores = [];
    private double time;
    private long bytes;
    private string? failure;
    private bool isLooked;
    private bool isNarrow;

    [Inject] private INetworkSource Source { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [Inject] private ILogger<NetworksPage> Log { get; set; } = null!;

    private double First => result!.Network.Times[0];

    private double Last => result!.Network.Times[^1];

    private TimePlace Place => TimePlace.Of(result!.Network.Times, time);

    private string Dataset => run?.Dataset?.Name ?? "";

    /// <summary>The time shown, as figures that are taken away say it.</summary>
    private string Moment => (result!.TimeUnit.Length == 0 ? "time " : "") + Amounts.Time(Math.Round(time, 2), result.TimeUnit);

    /// <summary>Of the figures: drawn anew for a narrow screen, so that letters keep their size.</summary>
    private int Width => isNarrow ? 360 : 900;

    private int Height => isNarrow ? 420 : 380;

    protected override async Task OnParametersSetAsync()
    {
        (result, failure, isLooked) = (null, null, false);
        run = await Source.FindAsync(Id, Leaving);
        if (run is { Status: RunStatus.Succeeded } && !ResultPages.IsElsewhere(run, ResultKind.Networks))
            await ReadAsync();
        isLooked = true;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (result is null || IsMounted)
            return;
        var model = new NetworkModel(result.TimeUnit, First, Last, time, [.. result.Measured.Select(one => new NetworkModel.Stop(one.Time, one.Label, one.Cells, one.IsHeldOut))]);
        if (!await MountAsync("./js/networks/explorer.js", root, model))
            return;
        await ShowAsync();
        await AskAddressAsync();
        StateHasChanged();
    }

    /// <summary>Called by the script as the slider moves; it sends the next time when this one is drawn.</summary>
    [JSInvokable]
    public void MoveTo(double to)
    {
        time = to;
        StateHasChanged();
    }

    /// <summary>Called by the script when figures have to be drawn for a narrow screen, or no longer.</summary>
    [JSInvokable]
    public void Resize(bool narrow)
    {
        isNarrow = narrow;
        Draw();
        StateHasChanged();
    }

    private async Task ReadAsync()
    {
        try
        {
            NetworkResult read = await Source.ReadAsync(Id, Leaving);
            method = MethodCatalog.All.FirstOrDefault(candidate => candidate.Descriptor.Id == read.Request.Method)?.Descriptor;
            bytes = (await Source.FindFileAsync(Id, Leaving))?.Length ?? 0;
            (checks, scores) = (NetworkChecks.All(read), NetworkScores.Of(read));
            choice = NetworkChoice.Parse(Navigation.Uri);
            result = read;
            time = Math.Clamp(choice.Time ?? (First + Last) / 2, First, Last);
            Draw();
            TakeSlots();
        }
        catch (Exception problem) when (ReadableFailures.IsUnreadable(problem))
        {
            Log.LogError(problem, "Result of run {Run} cannot be read", Id);
            failure = "The file of this result is missing or damaged. Run the analysis again; the dataset is not affected.";
        }
    }

    private string Facts()
    {
        NetworkFindings network = result!.Network;
        return string.Join("  ·  ", run is { IsExample: true } ? "Networks, example analysis" : "Networks", result.Request.Roles.Cell is null ? Amounts.Of(network.TypeSizes.Sum(), "inferred path") : $"{Amounts.Of(network.TypeSizes.Sum(), "cell")} followed", Amounts.Of(network.Genes.Length, "gene"),
            Amounts.Of(network.TypeNames.Length, "cell type"), Amounts.Of(network.Pairs.Count, "signal"), $"measured at {Amounts.Times([.. result.Measured.Select(one => one.Time)], result.TimeUnit)}", network.IsSpatial ? "with positions" : "no positions");
    }

    /// <summary>A choice of the person: the page follows at once, the script writes it into the address.</summary>
    private async Task ChangeAsync(NetworkChoice next)
    {
        choice = next;
        Draw();
        await ShowAsync();
    }

    private Task ActAsync((int Gene, GraphAct Act) asked)
    {
        string gene = result!.Network.Genes[asked.Gene];
        return ChangeAsync(asked.Act switch
        {
            GraphAct.Focus => choice with { Gene = gene, Weakest = null, Expanded = [], Tab = NetworkChoice.Tabs[0], Hidden = [.. choice.Hidden.Where(other => other != gene)] },
            GraphAct.Expand => choice with { Expanded = Toggled(choice.Expanded, gene) },
            GraphAct.Pin => choice with { Pinned = Toggled(choice.Pinned, gene) },
            _ when asked.Gene == shown.Choice.Focus => choice,
            _ => choice with { Hidden = [.. choice.Hidden.Union([gene])], Pinned = [.. choice.Pinned.Where(other => other != gene)] },
        });
    }

    private void Draw()
    {
        shown = ShownNetwork.Of(result!.Network, choice.In(result.Network));
        picture = new GraphPicture(result, shown, Width, Height);
    }

    private Task ShowAsync() => TellAsync("show", choice.Address);

    private string Csv(string table) => $"api/networks/{Id}/{table}.csv";

    private static string[] Toggled(string[] names, string name) => names.Contains(name) ? [.. names.Where(other => other != name)] : [.. names, name];

    protected override void Leave() => StopAll();
}
