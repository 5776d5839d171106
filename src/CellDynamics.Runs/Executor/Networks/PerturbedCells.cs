using CellDynamics.Data.Annotated;
using CellDynamics.Data.H5ad;
using CellDynamics.Data.Unstructured;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Networks;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Results;
using CellDynamics.Runs.Results.Networks;

namespace CellDynamics.Runs.Executor.Networks;

/// <summary>Asks the agents of a finished run what a perturbation would do, and writes it as AnnData.</summary>
public static class PerturbedCells
{
    /// <summary>One row per cell and time: <c>X</c> with the perturbation, layer <c>unperturbed</c> without.</summary>
    /// <param name="folder">A finished network run.</param>
    /// <param name="question">What is done.</param>
    /// <param name="path">The file to write.</param>
    /// <param name="cancellation">Stops the rollout.</param>
    /// <returns>Effect per type, and what was asked of genes that drive nothing.</returns>
    /// <exception cref="RunException">There is no finished network run, or it has no such gene or pair.</exception>
    public static (INetworkModel Model, PerturbationEffect Effect, IReadOnlyList<PerturbationPart> Silent) Write(RunFolder folder, PerturbationQuestion question, string path, CancellationToken cancellation)
    {
        RunRequest request = Prediction.RequireFinished(folder);
        if (MethodCatalog.Find(request.Method).Load(folder.Model) is not INetworkModel model)
            throw new RunException($"{folder.Root}, --knock-out: expected an analysis of gene networks, found one by {request.Method}. Learn a network first: celldynamics run staged {folder.Root} --out …");
        Perturbation perturbation;
        try
        {
            perturbation = question.Of(model);
        }
        catch (KeyNotFoundException missing)
        {
            throw new RunException($"{folder.Root}: {missing.Message}", missing);
        }
        PerturbationEffect effect = model.Perturb(perturbation, null, cancellation);
        H5adWriter.Write(path, Content(model, question, perturbation, request, cancellation));
        return (model, effect, question.Silent(model));
    }

    private static H5adContent Content(INetworkModel model, PerturbationQuestion question, Perturbation perturbation, RunRequest request, CancellationToken cancellation)
    {
        DenseMatrix[] with = model.Follow(perturbation, cancellation), without = model.Follow(Perturbation.None, cancellation);
        int cells = model.CellTypes.Length;
        DataColumn[] columns =
        [
            DataColumn.OfNumbers(ResultKeys.Time, [.. model.Times.SelectMany(time => Enumerable.Repeat(time, cells))]),
            DataColumn.OfCategories("cell", [.. model.Times.SelectMany(_ => Enumerable.Range(1, cells).Select(cell => $"path-{cell}"))]),
            DataColumn.OfCategories("cell_type", [.. model.Times.SelectMany(_ => model.CellTypes.Select(type => model.TypeNames[type]))]),
        ];
        return new H5adContent
        {
            Obs = DataFrame.Numbered("rolled_out_", cells * model.Times.Length) with { Columns = columns },
            Var = new DataFrame("_index", model.Genes, []),
            X = new MemoryMatrix(DenseMatrix.Stack(with)),
            Layers = new Dictionary<string, ICellMatrix> { ["unperturbed"] = new MemoryMatrix(DenseMatrix.Stack(without)) },
            Uns = new UnsGroup(new Dictionary<string, UnsNode>
            {
                [ResultKeys.Root] = new UnsGroup(new Dictionary<string, UnsNode> { [ResultKeys.RunJson] = new UnsText(request.ToJson()), ["perturbation"] = new UnsTexts([.. question.Parts.Select(part => part.ToString())]) }),
            }),
        };
    }
}
