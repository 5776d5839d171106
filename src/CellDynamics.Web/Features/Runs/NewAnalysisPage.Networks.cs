using System.Globalization;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Results;
using CellDynamics.Web.Components.Patterns;
using CellDynamics.Web.Features.Answers;
using CellDynamics.Web.Features.NetworkQuestions;
using Microsoft.AspNetCore.Components;

namespace CellDynamics.Web.Features.Runs;

/// <summary>The part of the form that asks about networks.</summary>
public sealed partial class NewAnalysisPage
{
    private const string MostGenes = "most-genes";

    private IReadOnlyList<string> symbols = [];
    private NetworkQuestion question = new();
    private NetworkGenes genes = new([], null);

    [Inject]
    private ResultStore Results { get; set; } = null!;

    [Inject]
    private ILogger<NewAnalysisPage> Log { get; set; } = null!;

    /// <summary>The latest paths, unless the address names others or the check of the file found that cells were followed.</summary>
    private NetworkQuestion FirstQuestion()
    {
        Guid? asked = walked.FirstOrDefault(run => run.Id == Paths)?.Id;
        string? cell = asked is null ? roles.Cell : null;
        return new NetworkQuestion { Cell = cell, Paths = cell is not null ? null : asked ?? (walked.Count > 0 ? walked[0].Id : null) };
    }

    private NetworkQuestion QuestionOf(RunRequest earlier) => new()
    {
        Cell = earlier.Roles.Cell,
        Paths = earlier.Roles.Cell is not null ? null : walked.FirstOrDefault(run => run.Id.ToString() == Path.GetFileName(earlier.PathsFrom))?.Id,
        Pairs = earlier.Pairs is { } pairs ? Again(pairs, earlier, "ligand–receptor pair") : null,
        Prior = earlier.Prior is { } prior ? Again(prior, earlier, "link") : null,
        Genes = earlier.Genes ?? [],
    };

    private static GivenTable<T> Again<T>(IReadOnlyList<T> found, RunRequest earlier, string one) => new("the earlier analysis", found, $"{Amounts.Of(found.Count, one)}, as given to \"{earlier.Name}\".");

    private async Task AskAsync(NetworkQuestion next)
    {
        if (next.Paths != question.Paths)
            genes = await ReadGenesAsync(next.Paths);
        question = Checked(next);
    }

    private NetworkQuestion Checked(NetworkQuestion asked)
    {
        string? most = values.GetValueOrDefault(MostGenes) ?? Fields.FirstOrDefault(field => field.Name == MostGenes)?.Default;
        return asked with { GenesProblem = genes.Problem(asked.Genes, int.TryParse(most, CultureInfo.InvariantCulture, out int limit) ? limit : int.MaxValue) };
    }

    private async Task<NetworkGenes> ReadGenesAsync(Guid? paths)
    {
        if (paths is not { } run)
            return new NetworkGenes(symbols, null);
        try
        {
            IReadOnlyList<string> inferred = await Results.ReadInferredGenesAsync(await Queue.FolderOfAsync(run, CancellationToken.None), CancellationToken.None);
            return new NetworkGenes(symbols, inferred.Count > 0 ? inferred : null);
        }
        catch (Exception failure) when (failure is FileNotFoundException || ReadableFailures.IsUnreadable(failure))
        {
            // The run itself will say what is wrong with its paths.
            Log.LogWarning(failure, "The genes along the paths of run {Run} cannot be read", run);
            return new NetworkGenes(symbols, null);
        }
    }
}
