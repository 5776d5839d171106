namespace CellDynamics.Runs.Access;

/// <summary>Who asks, in this scope: one request, or one page that stands open. Set by the host, read by every service that a page or an endpoint calls.</summary>
public sealed class CallerContext
{
    private Caller? caller;

    /// <exception cref="InvalidOperationException">The host has not said who asks: better an error than everybody's data.</exception>
    public Caller Caller
    {
        get => caller ?? throw new InvalidOperationException("Expected to know on whose behalf this is asked, found nothing. The host has to set the caller of every scope.");
        set => caller = value;
    }
}
