using CellDynamics.Runs.Results;

namespace CellDynamics.Runs.Predictions;

/// <summary>The last few predictions that were read, and their rankings, for everybody on this server.</summary>
internal sealed class SampleMemory
{
    private const int MostRanks = 100;

    private readonly Dictionary<Guid, (int Finished, IReadOnlyList<SampleRank> Ranks)> ranks = [];
    private readonly Lock gate = new();

    public RecentFiles<OpenSample> Recent { get; } = new();

    /// <summary>Null where they are not known for all that is finished by now.</summary>
    public IReadOnlyList<SampleRank>? FindRanks(SampleRecord record)
    {
        lock (gate)
            return ranks.TryGetValue(record.Id, out var known) && known.Finished == record.Finished ? known.Ranks : null;
    }

    public void Keep(SampleRecord record, IReadOnlyList<SampleRank> found)
    {
        lock (gate)
        {
            if (ranks.Count >= MostRanks)
                ranks.Clear();
            ranks[record.Id] = (record.Finished, found);
        }
    }
}
