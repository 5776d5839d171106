namespace CellDynamics.Runs.Tests.Shared;

/// <summary>Waits for what another process or thread brings about.</summary>
internal static class Eventually
{
    /// <exception cref="TimeoutException">It did not happen within a minute; says what was last seen.</exception>
    public static async Task<T> SeesAsync<T>(Func<Task<T>> look, Func<T, bool> isThere, string what, int seconds = 60)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        T seen = await look();
        while (!isThere(seen))
        {
            try
            {
                await Task.Delay(50, limit.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"Expected {what} within {seconds} s, last saw {seen}.");
            }
            seen = await look();
        }
        return seen;
    }
}
