using CellDynamics.Runs.Workers;
using Quartz;

namespace CellDynamics.Runs.Keeping;

/// <summary>Keeps the cards in the folders true.</summary>
[DisallowConcurrentExecution]
internal sealed class CardsJob(CatalogueCards cards, DataRootMark mark) : IJob
{
    public static readonly JobKey Key = new("cards", "keeping");

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        // On a node that has lost the file system everything would seem to be gone: another node does it.
        if (mark.IsThere())
            await cards.WriteAsync(cancellationToken);
    }
}
