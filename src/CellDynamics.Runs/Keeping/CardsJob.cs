using Quartz;

namespace CellDynamics.Runs.Keeping;

/// <summary>Keeps the cards in the folders true.</summary>
[DisallowConcurrentExecution]
internal sealed class CardsJob(CatalogueCards cards) : IJob
{
    public static readonly JobKey Key = new("cards", "keeping");

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await cards.WriteAsync(cancellationToken);
}
