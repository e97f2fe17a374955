/** The small way out of a list beside each of its rows. */
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';

type Props = { label: string; onPress: () => void };

/** Draws the button; the label says out of what, because the sign says it to the eye alone. */
export function TakeOut({ label, onPress }: Props) {
  return (
    <Button look="quiet" aria-label={label} onPress={onPress}>
      <Icon name="cross" />
    </Button>
  );
}
