using System.Collections.Concurrent;
using CellDynamics.Methods.Contract;

namespace CellDynamics.Methods.Tests.Validation.Donors;

/// <summary>Progress as it was told, in that order.</summary>
internal sealed class Heard : IProgress<RunProgress>
{
    public ConcurrentQueue<RunProgress> Reports { get; } = [];

    public void Report(RunProgress value) => Reports.Enqueue(value);
}
