using System.Globalization;
using CellDynamics.Data.Annotated;
using CellDynamics.Data.H5ad;
using CellDynamics.Data.Preprocessing;
using CellDynamics.Data.Unstructured;
using CellDynamics.Methods.Contract;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Results;

namespace CellDynamics.Runs.Executor;

/// <summary>Asks the model of a finished run for a population.</summary>
public static class Prediction
{
    /// <summary>Writes the cells of a time as AnnData: coordinates, and expression where the coordinates can be decoded.</summary>
    /// <param name="folder">A finished run.</param>
    /// <param name="time">In the data's unit, within the measured range.</param>
    /// <param name="cells">Null for one per measured cell.</param>
    /// <param name="seed">Same seed, same cells.</param>
    /// <param name="path">The file to write.</param>
    /// <returns>Number of cells.</returns>
    /// <exception cref="RunException">There is no finished run, or the time lies outside the measured range.</exception>
    public static int Write(RunFolder folder, double time, int? cells, int seed, string path)
    {
        RunRequest request = RequireFinished(folder);
        if (MethodCatalog.Find(request.Method).Load(folder.Model) is not ITrajectoryModel model)
            throw new RunException($"{folder.Root}, --at: expected an analysis through time, found one by {request.Method}. Ask it with {(MethodCatalog.Find(request.Method).Descriptor.Needs.NeedsTracks ? "--knock-out GENE" : "--apply and --condition")}.");
        DenseMatrix states;
        try
        {
            states = model.PopulationAt(time, cells, seed);
        }
        catch (ArgumentOutOfRangeException outside)
        {
            throw new RunException(string.Create(CultureInfo.InvariantCulture, $"{folder.Root}, --at: expected a time within the measured range, found {time}. {outside.Message.Split(" (Parameter")[0]}"), outside);
        }
        RepresentationModel? decoder = RepresentationFolder.Exists(folder.Model) ? RepresentationFolder.Load(folder.Model) : null;
        H5adWriter.Write(path, Content(states, decoder, time, request));
        return states.Rows;
    }

    /// <exception cref="RunException">The folder holds no finished run.</exception>
    internal static RunRequest RequireFinished(RunFolder folder) => File.Exists(folder.Result) && Directory.Exists(folder.Model)
        ? folder.ReadRequest()
        : throw new RunException($"{folder.Root}: expected a finished analysis (result.h5ad and model), found none. Run it first: celldynamics run … --out {folder.Root}");

    private static H5adContent Content(DenseMatrix states, RepresentationModel? decoder, double time, RunRequest request)
    {
        DataFrame obs = DataFrame.Numbered("inferred_", states.Rows);
        double[] times = new double[states.Rows];
        Array.Fill(times, time);
        var facts = new Dictionary<string, UnsNode> { [ResultKeys.RunJson] = new UnsText(request.ToJson()) };
        if (decoder is not null)
            facts[ResultKeys.XScale] = new UnsText(decoder.ExpressionScale);
        return new H5adContent
        {
            Obs = obs with { Columns = [DataColumn.OfNumbers(ResultKeys.Time, times)] },
            Var = decoder is null ? DataFrame.Numbered("gene_", 0) : new DataFrame("_index", decoder.Genes, []),
            X = decoder is null ? null : new MemoryMatrix(decoder.Decode(states)),
            Obsm = new Dictionary<string, DenseMatrix> { [ResultKeys.State] = states },
            Uns = new UnsGroup(new Dictionary<string, UnsNode> { [ResultKeys.Root] = new UnsGroup(facts) }),
        };
    }
}
