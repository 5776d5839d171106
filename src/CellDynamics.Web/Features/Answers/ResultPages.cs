using CellDynamics.Methods.Contract;
using CellDynamics.Runs.Model;

namespace CellDynamics.Web.Features.Answers;

/// <summary>What an analysis was asked, and so which page shows its result.</summary>
public enum ResultKind { Trajectories, Treatments, Networks }

/// <summary>Where results are shown.</summary>
public static class ResultPages
{
    private static readonly Dictionary<string, ResultKind> Kinds = MethodCatalog.All.Select(method => method.Descriptor).ToDictionary(method => method.Id, method => method.Needs switch
    {
        { NeedsCondition: true } => ResultKind.Treatments,
        { NeedsTracks: true } => ResultKind.Networks,
        _ => ResultKind.Trajectories,
    });

    /// <summary>Null for a method that is not in the catalogue.</summary>
    public static ResultKind? KindOf(RunRecord run) => Kinds.TryGetValue(run.Method, out ResultKind kind) ? kind : null;

    /// <summary>Whether the page of a kind has to send a person elsewhere.</summary>
    public static bool IsElsewhere(RunRecord run, ResultKind page) => KindOf(run) is { } kind && kind != page;

    /// <summary>Where a person sees the result of a run, or how it stands while there is none.</summary>
    public static string AddressOf(RunRecord run) => run.Status != RunStatus.Succeeded ? $"analyses/{run.Id}" : $"{PageOf(run)}/{run.Id}";

    /// <summary>The page of its kind, which lists all of them: <c>trajectories</c>, <c>treatments</c> or <c>networks</c>.</summary>
    public static string PageOf(RunRecord run) => (KindOf(run) ?? ResultKind.Trajectories).ToString().ToLowerInvariant();
}
