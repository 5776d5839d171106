using CellDynamics.Data.Annotated;
using CellDynamics.Data.H5ad;
using CellDynamics.Data.Preprocessing;
using CellDynamics.Runs.Execution;

namespace CellDynamics.Runs.Results.Networks;

/// <summary>Reads what <see cref="NetworkWriter"/> wrote.</summary>
public static class NetworkReader
{
    /// <exception cref="DatasetFileException">The file is not a network result of this version or lacks a part; the message names the place.</exception>
    public static NetworkResult Read(string path)
    {
        using AnnotatedData file = H5adReader.Open(path);
        ResultSection root = ResultReader.Root(file, path);
        if (!root.Has(ResultKeys.Network))
            throw new DatasetFileException(path, $"/uns/{ResultKeys.Root}", "an analysis of gene networks", "one of another question", "Open it on the page of its own question.");
        return new NetworkResult
        {
            Request = RunRequest.FromJson(root.Text(ResultKeys.RunJson), path),
            Outcome = ResultReader.Outcome(root.Below(ResultKeys.Outcome)),
            Network = StoredNetwork.Read(root.Below(ResultKeys.Network)),
            Measured = ResultReader.Measured(root.Below(ResultKeys.Measured)),
            TimeUnit = root.Text(ResultKeys.TimeUnit),
            CellCount = file.CellCount,
            History = ResultReader.History(root.Below(ResultKeys.History)),
            Metrics = root.Numbers(ResultKeys.Metrics),
            Scale = Enum.Parse<MatrixScale>(root.Text(ResultKeys.Scale)),
            Explanation = root.Text(ResultKeys.Explanation),
            Warnings = root.Texts(ResultKeys.Warnings),
        };
    }
}
